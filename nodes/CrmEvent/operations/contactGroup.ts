import { crmSystemParameter, ownerParameter, shownFor } from '../../shared/parameters/common';
import type { OperationGroup } from '../../shared/operations/operation';
import { contactDetails, contactEssentials } from './contactFields';
import { createRecord } from './createRecord';
import { deleteRecord } from './deleteRecord';
import { getManyRecords } from './getManyRecords';
import { getRecord } from './getRecord';
import { updateRecord } from './updateRecord';

/** Contacts of the CRM. */
export const contactGroup: OperationGroup = {
	value: 'contact',
	name: 'Contact',
	properties: [crmSystemParameter, ...shownFor({ operation: ['create', 'getAll'] }, [ownerParameter])],
	operations: [
		createRecord('contact', 'a contact', contactEssentials, contactDetails),
		getRecord('contact', 'a contact'),
		getManyRecords('contact', 'contacts'),
		updateRecord('contact', 'a contact', [...contactEssentials, ...contactDetails]),
		deleteRecord('contact', 'a contact'),
	],
};
