"""A counter and its customer's window on two screens; run as a program of its own, on a platform
with two screens, by test_ui_customer_window.py. Prints what it saw as JSON.
"""

import json
import sys

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QApplication

from terminal.presentation.customer import customer_view
from terminal.presentation.samples import sample_states
from terminal.ui.customer_window import CustomerScreen
from terminal.ui.theme import LIGHT
from ui_support.counter import Counter


def main() -> None:
    application = QApplication(["rxlane"])
    screens = {screen.name(): screen for screen in application.screens()}
    there: list[QScreen] = list(screens.values())
    counter = Counter()
    counter.window.setScreen(screens["TILL"])
    counter.window.show()
    told: list[bool] = []
    customer = CustomerScreen("second", counter.window, LIGHT, told.append, lambda: there)
    customer.render_view(customer_view(sample_states()["tender"]), LIGHT)
    seen: dict[str, object] = {}

    def look(name: str) -> None:
        for _ in range(3):
            application.processEvents()
        window = customer.window
        where = window.screen().name() if window.isVisible() else ""
        seen[name] = {
            "on": where,
            "covers it": window.geometry() == window.screen().geometry(),
            "over the counter": window.isVisible()
            and window.geometry().intersects(counter.window.geometry()),
            "told": told[-1],
            "quits": window.testAttribute(Qt.WidgetAttribute.WA_QuitOnClose),
        }

    look("plugged in")
    second = screens["CUSTOMER"]
    there.remove(second)
    application.screenRemoved.emit(second)
    look("unplugged")
    there.append(second)
    application.screenAdded.emit(second)
    look("plugged in again")
    counter.window.setGeometry(second.geometry())
    counter.window.windowHandle().setScreen(second)
    look("the counter moved there")
    counter.window.setGeometry(QRect(50, 20, 1100, 730))
    counter.window.windowHandle().setScreen(screens["TILL"])
    look("the counter moved back")
    customer.window.close()
    look("somebody closed it")
    customer.stop()
    seen["stopped"] = not customer.window.isVisible()
    counter.close()
    sys.stdout.write(json.dumps(seen))


if __name__ == "__main__":
    main()
