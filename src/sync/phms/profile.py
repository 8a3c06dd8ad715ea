"""The names of our FHIR R4 profile: code systems and extensions (see README.md beside this file).

Rules: a name once published never changes its meaning; R4 elements are used wherever R4 has one,
extensions only for what it lacks (phms-and-sync.md section 4).
"""

from types import MappingProxyType

from sync.messages import ClaimState, DeaSchedule, FillStatus, PayerKind, Therapy

FILL_SYSTEM = "urn:phms:fill"  # MedicationDispense.identifier: "<Rx number>-<fill number>"
PICKUP_SYSTEM = "urn:pos:pickup"  # the event id of a pick-up, on the Basic and on the dispense
UNDO_SYSTEM = "urn:pos:pickup-undo"
NDC_SYSTEM = "http://hl7.org/fhir/sid/ndc"
PAYER_SYSTEM = "https://rxlane.example/fhir/CodeSystem/payer-kind"
COVERAGE_CLASS = "http://terminology.hl7.org/CodeSystem/coverage-class"  # rxbin, rxpcn, rxgroup
RECORD_SYSTEM = "https://rxlane.example/fhir/CodeSystem/pos-record"

EXTENSION = "https://rxlane.example/fhir/StructureDefinition/"
# on MedicationDispense
FILL_NUMBER = EXTENSION + "fill-number"  # valueInteger
DEA_SCHEDULE = EXTENSION + "dea-schedule"  # valueCode: C-II .. C-V
COUNSELLING_REQUIRED = EXTENSION + "counselling-required"  # valueBoolean
COUNSELLING_REASON = EXTENSION + "counselling-reason"  # valueString
THERAPY = EXTENSION + "therapy"  # valueCode: new, changed, unchanged
EASY_OPEN_UNSIGNED = EXTENSION + "easy-open-unsigned"  # valueBoolean
BAGS = EXTENSION + "bags"  # valueInteger
REFRIGERATED = EXTENSION + "refrigerated"  # valueBoolean
DO_NOT_DISPENSE_AFTER = EXTENSION + "do-not-dispense-after"  # valueDate
CLAIM_STATE = EXTENSION + "claim-state"  # valueCode: paid, limbo, rejected, reversed, cash
COVERAGE = EXTENSION + "coverage"  # valueReference(Coverage)
ADJUDICATED_ON = EXTENSION + "adjudicated-on"  # valueDate: of the claim that stands
FILLED_ON = EXTENSION + "filled-on"  # valueDate
LOT = EXTENSION + "lot-number"  # valueString
OVERSIZE = EXTENSION + "oversize"  # valueBoolean
CONTROLLED_CABINET = EXTENSION + "controlled-cabinet"  # valueBoolean
PART = EXTENSION + "part"  # valueCode: partial, completion
OWED = EXTENSION + "owed"  # valueString: what of the quantity is owed still
REJECT_CODES = EXTENSION + "reject-codes"  # valueString: NCPDP codes, "569,75"
COPAY_ASSISTANCE = EXTENSION + "copay-assistance"  # valueMoney
REFILL_DUE = EXTENSION + "refill-due"  # valueDate
# on Patient
HOUSEHOLD = EXTENSION + "household"  # valueString: equal for all of one household
MESSAGE_CONSENT = EXTENSION + "message-consent"  # valueString: "sms 2026-05-01"; also on the Basic
NOTICE = EXTENSION + "privacy-notice-acknowledged"  # valueString: its version; on the Basic too
PATIENT_ONLY = EXTENSION + "patient-only"  # valueBoolean: nobody else may collect
# on Patient.contact
MAY_COLLECT = EXTENSION + "may-collect"  # valueCode: AIR06; without it: another contact
# on the Basic that records a pick-up or its undoing
PICKED_UP_AT = EXTENSION + "picked-up-at"  # valueInstant
PICKER_RELATION = EXTENSION + "picker-relation"  # valueCode: ASAP 4.2 AIR06
PICKER_NAME = EXTENSION + "picker-name"  # valueString
PICKER_FAMILY = EXTENSION + "picker-family"  # valueString: AIR07
PICKER_GIVEN = EXTENSION + "picker-given"  # valueString: AIR08
PICKUP_EVENT = EXTENSION + "pickup-event"  # valueCode: AIR11; 02, picking up
SOLD_ON = EXTENSION + "sold-on"  # valueDate: DSP17, in the store's own time
COUNSELLING_RESULT = EXTENSION + "counselling-result"  # valueCode
COPAY_PAID = EXTENSION + "copay-paid"  # valueMoney
COPAY_OWED = EXTENSION + "copay-owed"  # valueMoney
COPAY_WAIVED = EXTENSION + "copay-waived"  # valueMoney
SIGNATURE_DIGEST = EXTENSION + "signature-digest"  # valueString
PHARMACIST = EXTENSION + "pharmacist"  # valueString: AIR09, initials
EASY_OPEN_REQUEST = EXTENSION + "easy-open-request"  # valueCode: all, these
LANE = EXTENSION + "lane"  # valueString
ID_QUALIFIER = EXTENSION + "id-qualifier"  # valueCode: AIR04
ID_NUMBER = EXTENSION + "id-number"  # valueString: AIR05
ID_JURISDICTION = EXTENSION + "id-jurisdiction"  # valueString: AIR03
EXPECTED_VERSION = EXTENSION + "expected-version"  # valueString: what the sale was made from
UNAPPLIED_BECAUSE = EXTENSION + "unapplied-because"  # valueCode: filed without completing the fill
UNDONE_PICKUP = EXTENSION + "undone-pickup"  # valueString: event id of the pick-up
UNDO_REASON = EXTENSION + "undo-reason"  # valueString

PICKING_UP = "02"  # AIR11

STATUS = MappingProxyType(
    {
        "preparation": FillStatus.PREPARING,
        "in-progress": FillStatus.READY,
        "on-hold": FillStatus.ON_HOLD,
        "completed": FillStatus.SOLD,
        "cancelled": FillStatus.CANCELLED,
        "stopped": FillStatus.STOPPED,
        "declined": FillStatus.DECLINED,
        "entered-in-error": FillStatus.ERRONEOUS,
        "unknown": FillStatus.UNKNOWN,
    }
)
CLAIM = MappingProxyType(
    {state.value: state for state in ClaimState if state is not ClaimState.UNKNOWN}
)
PAYER = MappingProxyType({kind.value: kind for kind in PayerKind if kind is not PayerKind.UNKNOWN})
THERAPIES = MappingProxyType({therapy.value: therapy for therapy in Therapy})
SCHEDULE = MappingProxyType({schedule.value: schedule for schedule in DeaSchedule})
DEAD_CHARGES = frozenset({"not-billable", "aborted", "entered-in-error"})  # ChargeItem.status
