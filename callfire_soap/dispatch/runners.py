"""What the dispatcher knows of the broadcasts that run."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from callfire_soap.dispatch.dialplans import NOTHING_OUTSIDE, Dialplan, SoundsOutside, dialplan_of
from callfire_soap.domain.actions import ActionKind
from callfire_soap.domain.answering import Key, Prompt, TransferLimit, VoicePlan, voice_plan
from callfire_soap.domain.broadcasts import BroadcastStatus, kind_of
from callfire_soap.domain.calling_hours import CallingHours
from callfire_soap.domain.configs import Config, IvrConfig, TextConfig, VoiceConfig
from callfire_soap.domain.dispositions import Disposition
from callfire_soap.domain.phone_numbers import may_be_connected
from callfire_soap.domain.retries import RetryPhoneType, RetryPolicy
from callfire_soap.domain.texts import PART_LENGTH, has_variables
from callfire_soap.store import accounts, broadcasts, sounds
from callfire_soap.store.accounts import AccountRow
from callfire_soap.store.broadcasts import BroadcastRow
from callfire_soap.store.sounds import SoundRow
from callfire_soap.store.unit_of_work import UnitOfWork

NO_RETRY = RetryPolicy()

_USUAL_CHARACTERS = 10 * PART_LENGTH


@dataclass(frozen=True, slots=True)
class Runner:
    """A broadcast with all that is needed to attempt its actions."""

    id: int
    account: AccountRow
    status: BroadcastStatus
    starts_at: datetime | None
    kind: ActionKind
    config: Config
    plan: VoicePlan | None
    max_active: int | None
    # Whether recipients hear or read different words.
    is_personal: bool
    # The final result of a call that was transferred.
    transferred: Disposition
    # Whether of several zones in which a callee may be only the likeliest counts for the calling hours.
    likely_zone: bool = False
    dialplan: Dialplan | None = None
    # How long the texts are that it fills in for each recipient.
    characters: int = 0

    @property
    def account_id(self) -> int:
        """Whose it is."""
        return self.account.id

    @property
    def retry(self) -> RetryPolicy:
        """When actions are tried again."""
        return self.config.retry or NO_RETRY

    @property
    def uses_contact_phones(self) -> bool:
        """Tell whether attempts may dial other phones than the number of the batch."""
        return self.retry.phone_types != (RetryPhoneType.FIRST_NUMBER,)

    @property
    def calling_hours(self) -> CallingHours | None:
        """The hours in which recipients may be reached."""
        return self.config.calling_hours

    @property
    def sounds(self) -> frozenset[int]:
        """The sounds that must be ACTIVE before anybody is called."""
        return self.config.sounds if isinstance(self.config, VoiceConfig) else frozenset()

    @property
    def waits_for_others(self) -> bool:
        """Tell whether its calls wait for what addresses outside answer."""
        return self.dialplan is not None and self.dialplan.waits_for_others

    def most_at_once(self, most: int) -> int:
        """Answer how many of up to `most` actions may be claimed together.

        It is one where each has to wait for its answer, and fewer the longer the texts are: others want to write, too.
        """
        is_alone = self.dialplan is not None and self.waits_for_others and not self.dialplan.asks_once
        return (
            min(most, 1) if is_alone else most // max(self.characters // _USUAL_CHARACTERS, 1) or min(most, 1)
        )

    @property
    def credits_per_minute(self) -> Decimal:
        """The rate of the account."""
        return self.account.credits_per_minute


class Runners:
    """The runners of broadcasts, made anew only when a broadcast has changed."""

    def __init__(
        self,
        outside: SoundsOutside = NOTHING_OUTSIDE,
        transferred: Disposition = Disposition.TRANSFER_LEG,
        *,
        likely_zone: bool = False,
    ) -> None:
        """Begin with none; `outside` knows the sounds at addresses that dialplans play."""
        self._outside, self._transferred = outside, transferred
        self._likely_zone = likely_zone
        self._known: dict[int, tuple[BroadcastRow, Runner]] = {}

    def active(self, unit: UnitOfWork) -> list[tuple[Runner, datetime | None]]:
        """Answer the runners of all broadcasts that run or are about to, and when each has work."""
        rows = broadcasts.active_broadcasts(unit.connection)
        owners = accounts.accounts_by_id(unit.connection, {row.account_id for row, _ in rows})
        return [(self._of(unit, row, owners[row.account_id]), due) for row, due in rows]

    def by_id(self, unit: UnitOfWork, broadcast_ids: Collection[int]) -> Mapping[int, Runner]:
        """Answer the runners of broadcasts, whether or not they run."""
        rows = broadcasts.broadcasts_by_id(unit.connection, broadcast_ids)
        owners = accounts.accounts_by_id(unit.connection, {row.account_id for row in rows.values()})
        return {row.id: self._of(unit, row, owners[row.account_id]) for row in rows.values()}

    def _of(self, unit: UnitOfWork, row: BroadcastRow, owner: AccountRow) -> Runner:
        known = self._known.get(row.id)
        if known is not None and known[0] == row and known[1].account == owner:
            return known[1]
        if known is not None and known[0] == row:
            # Only the account has changed, most often its credits.
            runner = replace(known[1], account=owner)
        else:
            runner = _runner(unit, row, owner, self._outside, self._transferred)
            runner = replace(runner, likely_zone=self._likely_zone)
        self._known[row.id] = (row, runner)
        return runner

    def forget(self) -> None:
        """Begin anew."""
        self._known.clear()


def _runner(
    unit: UnitOfWork,
    row: BroadcastRow,
    owner: AccountRow,
    outside: SoundsOutside,
    transferred: Disposition,
) -> Runner:
    config = row.settings
    plan = _plan(unit, row, config) if isinstance(config, VoiceConfig) else None
    dialplan = None
    if isinstance(config, IvrConfig):
        dialplan = dialplan_of(unit, row.account_id, config, outside)
    spoken = plan or dialplan
    return Runner(
        id=row.id,
        account=owner,
        status=row.status,
        starts_at=row.starts_at,
        kind=kind_of(row.type),
        config=config,
        plan=plan,
        max_active=row.max_active,
        is_personal=spoken.is_personal if spoken is not None else has_variables(message_of(config) or ""),
        transferred=transferred,
        dialplan=dialplan,
        characters=plan.characters if plan is not None else len(message_of(config) or ""),
    )


def _plan(unit: UnitOfWork, row: BroadcastRow, config: VoiceConfig) -> VoicePlan:
    prompts = _prompts(unit, row.account_id, config)
    most = config.max_active_transfers
    transfer = None
    # Numbers were not looked at in former versions; the digit of one that must not be called is ignored.
    if config.transfer_digit and may_be_connected(config.transfer_number or ""):
        transfer = Key(config.transfer_digit, prompts.get(config.transfer_sound), config.transfer_number)
    dnc = config.dnc_digit and Key(config.dnc_digit, prompts.get(config.dnc_sound))
    return voice_plan(
        config.answering,
        live=prompts.get(config.live_sound),
        machine=prompts.get(config.machine_sound),
        transfer=transfer,
        dnc=dnc or None,
        transfer_limit=None if most is None else TransferLimit(row.id, most),
    )


def _prompts(unit: UnitOfWork, account_id: int, config: VoiceConfig) -> Mapping[int | None, Prompt]:
    rows = (sounds.find_sound(unit.connection, account_id, each) for each in config.sounds)
    return {row.id: _prompt(row) for row in rows if row is not None}


def _prompt(row: SoundRow) -> Prompt:
    is_personal = row.spoken is not None and has_variables(row.spoken)
    return Prompt(row.id, row.seconds or 0.0, row.spoken if is_personal else None)


def message_of(config: Config) -> str | None:
    """Answer the message of a text broadcast."""
    return config.message if isinstance(config, TextConfig) else None
