"""The words on a customer's paper, in each of its languages.

Rules that hold here:

1. English is written where the row is made; its Spanish stands here, under the English. A word
   without Spanish is printed in English, never left out; a test finds it before a customer does.
2. What comes from outside (names of goods, a cashier's name, a card's own words, a reason that the
   store wrote itself, other than the packaged ones) is printed as it came.
3. A date in Spanish names its month: 07/01 is another day where people write the day first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from terminal.app.dates import day_in_spanish, day_of, on_paper, on_paper_in_spanish
from terminal.domain.language import Language

SPANISH: Final[Mapping[str, str]] = MappingProxyType(
    {
        # head and foot
        "*** DUPLICATE {n} ***": "*** DUPLICADO {n} ***",
        "*** COPY ***": "*** COPIA ***",
        "Ticket {number}": "Recibo {number}",
        "Lane {lane}": "Caja {lane}",
        "Served by {name}": "Le atendió {name}",
        "Thank you": "Gracias",
        # what is sent
        "Your receipt from {store}": "Su recibo de {store}",
        "{store}: ticket {number}, {at}, total {total}. Thank you.": (
            "{store}: recibo {number}, {at}, total {total}. Gracias."
        ),
        "Your refund from {store}": "Su reembolso de {store}",
        "{store}: refund {number}, {at}, {total} given back.": (
            "{store}: reembolso {number}, {at}, {total} devueltos."
        ),
        # lines
        "RX {rx} COPAY": "RECETA {rx} COPAGO",
        "PRESCRIPTION COPAY": "COPAGO DE RECETA",
        "COPAY {amount} STAYS OWED": "COPAGO {amount} PENDIENTE",
        "COPAY {amount} WAIVED": "COPAGO {amount} EXENTO",
        "PAID ON ACCOUNT {reference}": "ABONO A CUENTA {reference}",
        "{n} @ {price}": "{n} a {price}",
        "DISPENSED ON A PRESCRIPTION": "DESPACHADO CON RECETA",
        "REGULAR {price}, {reason}": "NORMAL {price}, {reason}",
        "REGULAR {price}, ON SALE": "PRECIO NORMAL {price}, EN OFERTA",
        "{percent} OFF, {reason}": "{percent} MENOS, {reason}",
        "OFF, {reason}": "MENOS, {reason}",
        "SHELF LABEL SAYS LESS": "LA ETIQUETA DICE MENOS",
        "PRICE MATCH": "PRECIO IGUALADO",
        "DAMAGED OR OPENED": "DAÑADO O ABIERTO",
        "SHORT DATE": "FECHA PRÓXIMA",
        "CUSTOMER CARE": "ATENCIÓN AL CLIENTE",
        "STORE COUPON": "CUPÓN DE LA TIENDA",
        "MANUFACTURER COUPON": "CUPÓN DEL FABRICANTE",
        "TICKET DISCOUNT": "DESCUENTO EN EL RECIBO",
        "GIFT RECEIPT": "RECIBO DE REGALO",
        "{n} pieces": "{n} unidades",
        # totals
        "SUBTOTAL": "SUBTOTAL",
        "TAX": "IMPUESTO",
        "TAX EXEMPT, CERTIFICATE {number}": "EXENTO DE IMPUESTO, CERTIFICADO {number}",
        "GOOD UNTIL {day}": "VÁLIDO HASTA {day}",
        "TOTAL": "TOTAL",
        "  NO TAX ON WHAT SNAP PAYS": "  SIN IMPUESTO EN LO QUE PAGA SNAP",
        "YOU SAVED": "USTED AHORRÓ",
        "F = FSA/HSA eligible": "F = elegible para FSA/HSA",
        "FSA/HSA ELIGIBLE TOTAL": "TOTAL ELEGIBLE FSA/HSA",
        "RX": "RECETAS",
        # goods that come back
        "REFUND": "REEMBOLSO",
        "VOID": "ANULACIÓN",
        "DECLINED": "RECHAZADA",
        "The card was not charged.": "No se cobró nada en su tarjeta.",
        "Nothing went back to the card.": "No se devolvió nada a su tarjeta.",
        "OF PAYMENT {ref}": "DEL PAGO {ref}",
        "EXCHANGE": "CAMBIO DE ARTÍCULOS",
        "RETURN {name}": "DEVUELTO {name}",
        "TICKET {number}": "RECIBO {number}",
        "On a card it may take a few days to show.": "En su tarjeta puede tardar unos días.",
        "The card is not charged for it any more.": "Ya no se cobra en su tarjeta.",
        "Keep this as proof of what you got back.": "Guárdelo: prueba lo que se le devolvió.",
        "CASH BACK": "DEVUELTO EN EFECTIVO",
        "{name} BACK": "{name} DEVUELTO",
        "Customer": "Cliente",
        "NOT WANTED, UNOPENED": "NO DESEADO, SIN ABRIR",
        "WRONG ITEM": "ARTÍCULO EQUIVOCADO",
        "DEFECTIVE": "DEFECTUOSO",
        "RECALLED": "RETIRADO DEL MERCADO",
        "PRESCRIPTION REVERSED": "RECETA ANULADA",
        # tenders
        "ROUNDING": "REDONDEO",
        "CASH": "EFECTIVO",
        "CHANGE": "CAMBIO",
        "CHECK": "CHEQUE",
        "HOUSE ACCOUNT": "CUENTA DE LA TIENDA",
        "BENEFIT CARD": "TARJETA DE BENEFICIOS",
        "VOUCHER": "VALE",
        "OTHER": "OTRO",
        "APPROVAL {code}": "APROBACIÓN {code}",
        "{code}": "{code}",
        "SLIP {code}": "COMPROBANTE {code}",
        "REF {code}": "REF {code}",
        "CARD": "TARJETA",
        "GIFT CARD": "TARJETA DE REGALO",
        "GIFT CARD ****{last4}": "TARJETA DE REGALO ****{last4}",
        "NOW ON THIS CARD {left}": "SALDO DE ESTA TARJETA {left}",
        "LEFT ON THIS CARD {code}": "QUEDA EN ESTA TARJETA {code}",
        "FSA CARD": "TARJETA FSA",
        "EBT SNAP": "EBT SNAP",
        "EBT CASH": "EBT EFECTIVO",
        "DEBIT CARD": "TARJETA DE DÉBITO",
        "  LEFT ON THIS CARD": "  SALDO DE ESTA TARJETA",
        "{name} ****{last4} PARTIAL": "{name} ****{last4} PARCIAL",
        "OFFLINE - SUBJECT TO APPROVAL": "SIN CONEXIÓN - SUJETO A APROBACIÓN",
        # the card's own block (section 12.2)
        "SALE": "VENTA",
        "CHIP": "CHIP",
        "CONTACTLESS": "SIN CONTACTO",
        "SWIPE": "BANDA",
        "MANUAL": "MANUAL",
        "FALLBACK SWIPE": "BANDA POR FALLA DEL CHIP",
        "MOBILE": "TELÉFONO",
        "SCANNER": "LECTOR",
        "STORED": "GUARDADA",
        "SIGNATURE NOT REQUIRED": "NO REQUIERE FIRMA",
        "PIN VERIFIED": "PIN VERIFICADO",
        "SIGNED": "FIRMADO",
        "VERIFIED ON DEVICE": "VERIFICADO EN EL DISPOSITIVO",
    }
)
"""English to Spanish as it is spoken at counters in the United States."""

SAME_IN_BOTH: Final = frozenset(
    {"SUBTOTAL", "TOTAL", "REF {code}", "CHIP", "MANUAL", "{code}", "EBT SNAP"}
)
"""Words that Spanish has too; every other one differs."""


@dataclass(frozen=True, slots=True)
class Words:
    """`w("TOTAL")`: what stands on the paper. A value is filled in at its name."""

    language: Language = Language.ENGLISH

    def __call__(self, english: str, **values: object) -> str:
        text = english
        if self.language is Language.SPANISH:
            text = SPANISH.get(english, english)
        return text.format(**values) if values else text

    def day(self, day: date) -> str:
        return day_in_spanish(day) if self.language is Language.SPANISH else day_of(day)

    def at(self, at: datetime) -> str:
        spanish = self.language is Language.SPANISH
        return on_paper_in_spanish(at) if spanish else on_paper(at)
