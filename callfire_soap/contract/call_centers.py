"""Agent campaigns, their agents, groups and sessions."""

from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from typing import Annotated

from callfire_soap.contract.broadcasts import ResultStat, RetryConfig
from callfire_soap.contract.common import (
    DataIdList,
    EmailList,
    IdList,
    IdRequest,
    PhoneNumber,
    Query,
    QueryResult,
)
from callfire_soap.contract.xsd import (
    Attribute,
    DataElement,
    DataLocal,
    Long,
    Named,
    ServiceElement,
    ServiceType,
    Uri,
)
from callfire_soap.domain.broadcasts import BroadcastCommand, BroadcastStatus
from callfire_soap.domain.call_centers import AgentState, QuestionResponseType


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(DataLocal):
    """A question of a script."""

    label: str | None = None
    response_type: QuestionResponseType | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferNumber(DataLocal):
    """A number that agents may transfer a call to."""

    name: str | None = None
    number: PhoneNumber | None = None
    allow_assisted_transfer: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CccCampaign(DataElement):
    """A campaign in which agents talk to the people called."""

    id: Attribute[Long | None] = None
    name: str | None = None
    status: BroadcastStatus | None = None
    created: datetime | None = None
    last_modified: datetime | None = None
    local_restrict_begin: time | None = None
    local_restrict_end: time | None = None
    config_updated: datetime | None = None
    script: str | None = None
    question: tuple[Question, ...] = ()
    transfer_number: tuple[TransferNumber, ...] = ()
    from_number: PhoneNumber | None = None
    retry_config: RetryConfig | None = None
    agent_group_id: Long | None = None
    agent_group_name: str | None = None
    smart_drop_sound_id: Long | None = None
    smart_drop_sound_ref: Uri | None = None
    allow_any_transfer: bool | None = None
    transfer_caller_id: PhoneNumber | None = None
    recorded: bool | None = None
    multiline_dialing_ratio: int | None = None
    multiline_dialing_enabled: bool | None = None
    scrub_level: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CccCampaignStats(DataElement):
    """How a campaign goes; durations are seconds."""

    agent_count: int
    active_agent_count: int
    calls_attempted: int
    calls_placed: int
    calls_duration: int
    billed_duration: int
    billed_amount: Decimal
    calls_remaining: int
    calls_awaiting_redial: int
    calls_live_answer: int
    response_rate_percent: int
    result_stat: tuple[ResultStat, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback(DataElement):
    """A call that an agent promised."""

    id: Attribute[Long | None] = None
    user_id: Long | None = None
    outbound_call_id: Long | None = None
    notification_sent: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent(DataElement):
    """A person who takes calls."""

    id: Attribute[Long | None] = None
    enabled: bool | None = None
    name: str | None = None
    email: str | None = None
    last_login: datetime | None = None
    campaign_ids: DataIdList = ()
    group_ids: DataIdList = ()
    active_session_id: Long | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentGroup(DataElement):
    """A named set of agents."""

    id: Attribute[Long | None] = None
    name: str | None = None
    campaign_ids: DataIdList = ()
    agent_ids: DataIdList = ()
    agent_emails: EmailList = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentSession(DataElement):
    """The time from an agent's login to the logout."""

    id: Attribute[Long | None] = None
    agent_id: Long | None = None
    campaign_id: Long | None = None
    agent_state: AgentState | None = None
    call_count: int | None = None
    start: datetime | None = None
    last_update: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignIdRequest(ServiceType):
    """A request that names a campaign."""

    campaign_id: Annotated[Long, Named("campaignId")]


@dataclass(frozen=True, slots=True, kw_only=True)
class IdCampaignIdRequest(ServiceType):
    """A request that names something of a campaign."""

    campaign_id: Annotated[Long, Named("campaignId")]
    id: Annotated[Long, Named("id")]


@dataclass(frozen=True, slots=True, kw_only=True)
class CccCampaignRequest(ServiceType):
    """A campaign to create or to update."""

    request_id: Uri | None = None
    ccc_campaign: CccCampaign


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentGroupRequest(ServiceType):
    """An agent group to create or to update."""

    request_id: Uri | None = None
    agent_group: AgentGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class GetCccCampaignStatsRequest(CampaignIdRequest, ServiceElement):
    """Which campaign to count, between which instants."""

    interval_begin: datetime | None = None
    interval_end: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryCccCampaignsRequest(Query, ServiceElement):
    """Which campaigns to list."""

    running: bool | None = None
    name: str | None = None
    label_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryCccCampaignsResponse(QueryResult, ServiceElement):
    """A page of campaigns."""

    ccc_campaign: tuple[CccCampaign, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlCccCampaignRequest(IdRequest, ServiceElement):
    """What a campaign shall turn to, and how many calls at once."""

    request_id: Uri | None = None
    command: BroadcastCommand | None = None
    max_active: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryAgentsRequest(Query, ServiceElement):
    """Which agents to list."""

    campaign_id: Long | None = None
    agent_email: str | None = None
    agent_group_id: Long | None = None
    agent_group_name: str | None = None
    enabled: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryAgentsResponse(QueryResult, ServiceElement):
    """A page of agents."""

    agent: tuple[Agent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AddAgentsRequest(CampaignIdRequest, ServiceElement):
    """Which agents to add to a campaign."""

    agent_ids: IdList = ()
    agent_emails: EmailList = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GetAgentsResponse(QueryResult, ServiceElement):
    """A page of the agents of a campaign."""

    agent: tuple[Agent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryAgentGroupsRequest(Query, ServiceElement):
    """Which agent groups to list."""

    campaign_id: Long | None = None
    name: str | None = None
    agent_id: Long | None = None
    agent_email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryAgentGroupsResponse(QueryResult, ServiceElement):
    """A page of agent groups."""

    agent_group: tuple[AgentGroup, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AddAgentGroupsRequest(CampaignIdRequest, ServiceElement):
    """Which agent groups to add to a campaign."""

    agent_group_ids: IdList = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GetAgentGroupsResponse(QueryResult, ServiceElement):
    """A page of the agent groups of a campaign."""

    agent_group: tuple[AgentGroup, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryAgentSessionsRequest(Query, ServiceElement):
    """Which agent sessions to list."""

    campaign_id: Long | None = None
    agent_id: Long | None = None
    agent_email: str | None = None
    active: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryAgentSessionsResponse(QueryResult, ServiceElement):
    """A page of agent sessions."""

    agent_session: tuple[AgentSession, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SendAgentInvitesRequest(ServiceElement):
    """Whom to invite as agents of a campaign."""

    request_id: Uri | None = None
    campaign_id: Long
    agent_group_name: str | None = None
    agent_emails: EmailList


@dataclass(frozen=True, slots=True, kw_only=True)
class GetAgentInviteUriRequest(ServiceElement):
    """Whose invitation to show."""

    campaign_id: Long
    agent_email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GetAgentInviteUriResponse(ServiceElement):
    """The address at which an agent joins a campaign."""

    agent_invite_uri: Uri
    campaign_id: Long
