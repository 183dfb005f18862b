/** Which field of one system feeds which field of the other. Pure. */
export { applyMapping } from './apply';
export { asText } from './asText';
export { compileMapping, type CompiledMapping } from './compile';
export { defaultRows } from './defaults';
export { customFieldName, isEvent, toldField, withFields } from '../record/fields';
export { emptied, isFieldName, standardFields } from './fields';
