"""Names in the WSDL that follow no rule; none of them reaches the wire.

Generated clients name methods' results and parameters after them, so they are kept as they were.
"""

from collections.abc import Mapping

from callfire_soap.contract.operations import Operation

# What the input of an operation is called, where it is not called like the operation.
INPUTS: Mapping[str, str] = {
    "CreateSubscription": "Create",
    "DeleteAutoReply": "Request",
    "QueryRegions": "Request",
    "DeleteLabel": "Delete",
    "QueryLabels": "Query",
}

# What the part of a request is called, where it is not "Request" and not the rule of its service.
INPUT_PARTS: Mapping[str, str] = {
    "ControlContactBatch": "Update",
    "CreateSound": "Create",
    "GetSoundData": "Get",
    "GetRecordingData": "Get",
}

# What the output of an operation is called, where it is not the name of its element.
OUTPUTS: Mapping[str, str] = {
    "QueryContactBatches": "ContactBatches",
    "GetContactBatch": "ContactBatchResponse",
    "QueryBroadcastSchedule": "BroadcastSchedules",
    "GetBroadcastSchedule": "BroadcastScheduleResponse",
    "DeleteBroadcastSchedule": "DeleteBroadcastServiceResponse",
    "GetSubscription": "Response",
    "SendText": "BroadcastId",
    "DeleteAutoReply": "Empty",
    "SendCall": "BroadcastId",
    "CreateSound": "SoundMetaId",
    "SendVerificationCodeToCallerId": "Empty",
    "GetAgentGroups": "AddAgentGroupsResponse",
    "QueryRegions": "Response",
    "SearchAvailableNumbers": "AvailableNumbers",
    "SearchAvailableKeywords": "AvailableKeywordList",
    "DeleteLabel": "DeleteResponse",
    "QueryLabels": "QueryResult",
    "LabelBroadcast": "Result",
    "UnlabelBroadcast": "Result",
    "LabelNumber": "Result",
    "UnlabelNumber": "Result",
}

# The message of an answer, where it is not called like its element.
OUTPUT_MESSAGES: Mapping[str, str] = {
    "ContactBatchQueryResult": "ContactBatches",
    "BroadcastScheduleQueryResult": "BroadcastSchedules",
    "LabelQueryResult": "QueryLabelsResult",
}

# What the part of an answer is called, where it is not "Response".
OUTPUT_PARTS: Mapping[str, str] = {
    "CreatedId": "Id",
    "Broadcast": "Broadcast",
    "BroadcastStats": "BroadcastStats",
    "ContactBatch": "Batch",
    "BroadcastSchedule": "Schedule",
    "Subscription": "Subscription",
    "Text": "Text",
    "Call": "Call",
    "SoundMeta": "Meta",
    "SoundMetaQueryResult": "Meta",
    "SoundData": "Data",
    "RecordingData": "Data",
    "Contact": "Request",
    "ContactHistory": "Request",
    "ContactQueryResult": "Request",
    "ContactListQueryResult": "Request",
    "ContactList": "Request",
    "NumberOrder": "Request",
}


def local(clark: str) -> str:
    """Answer the local part of a name in Clark notation."""
    return clark.rpartition("}")[2]


def input_name(operation: Operation) -> str:
    """Answer the name of the wsdl:input."""
    return INPUTS.get(operation.name, operation.name)


def input_part(operation: Operation) -> str:
    """Answer the name of the part that holds the request."""
    return INPUT_PARTS.get(operation.name) or _usual_input_part(operation)


def _usual_input_part(operation: Operation) -> str:
    verb = operation.method.partition("_")[0].capitalize()
    if operation.service == "BroadcastService" and verb != "Get":
        return verb
    return operation.name if operation.service == "LabelService" else "Request"


def output_name(operation: Operation) -> str:
    """Answer the name of the wsdl:output."""
    return OUTPUTS.get(operation.name) or _usual_output_name(operation)


def _usual_output_name(operation: Operation) -> str:
    if operation.response_element is None:
        return f"{operation.name}Response"
    name = local(operation.response_element)
    return f"{operation.name.removeprefix('Create')}Id" if name == "CreatedId" else name


def output_message(operation: Operation) -> str:
    """Answer the name of the message that holds the answer."""
    if operation.response_element is None:
        return "Empty"
    name = local(operation.response_element)
    return OUTPUT_MESSAGES.get(name, name)


def output_part(operation: Operation) -> str:
    """Answer the name of the part that holds the answer."""
    return OUTPUT_PARTS.get(local(operation.response_element or ""), "Response")
