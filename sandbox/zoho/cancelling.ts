import type { SandboxReply } from '../core/types';
import { bodyOf, type Call, isObject } from './call';
import type { ChangeReporter } from './changes';
import { unknownRecord, ZohoRefusal } from './errors';
import { SERVICE_NAME } from './state';

/** POST /crm/v8/Events/{id}/actions/cancel: only a meeting with invited participants whose end has not passed. Can mail guests. */
export function cancelMeeting(call: Call, id: string, reporter: ChangeReporter): SandboxReply {
	const { state, request, actor } = call;
	const { data } = bodyOf(request);
	const entry = Array.isArray(data) ? data[0] : undefined;
	const mail = isObject(entry) ? entry.send_cancelling_mail : undefined;
	if (typeof mail !== 'boolean') {
		throw new ZohoRefusal(400, 'MANDATORY_NOT_FOUND', 'required field not found', {
			api_name: 'send_cancelling_mail',
			json_path: '$.data[0].send_cancelling_mail',
		});
	}
	const table = state.tables.Events;
	const record = table.live(id);
	if (!record) throw unknownRecord({ resource_path_index: 1 });
	const invited = record.participants.filter((participant) => participant.invited && participant.email !== '');
	const now = state.world.clock.now();
	if (invited.length === 0 || Number(record.values.End_DateTime) < now || record.values.$event_cancelled === true) {
		throw new ZohoRefusal(400, 'INVALID_DATA', 'The meeting cannot be cancelled', { resource_path_index: 1 });
	}
	table.change(record, () => {
		record.values.$event_cancelled = true;
		record.modifiedAt = state.second();
		record.modifiedBy = actor;
	});
	const subject = String(record.values.Event_Title);
	if (mail)
		for (const { email } of invited)
			state.world.outbox.push({ at: now, service: SERVICE_NAME, kind: 'cancellation', to: email, subject, recordId: id });
	reporter.report('api', 'Events', 'update', [{ operation: 'update', id, fields: [] }]);
	return { status: 200, body: { data: [{ code: 'SUCCESS', details: { id }, message: 'meeting cancelled successfully', status: 'success' }] } };
}
