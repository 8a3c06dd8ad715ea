"""There are no nameless accounts."""

import pytest

from terminal.domain.identity import StaffId
from terminal.domain.staff import Role, StaffMember


@pytest.mark.parametrize(("number", "name"), [("", "A. Rivera"), ("101", "")])
def test_a_staff_member_has_a_number_and_a_name(number: str, name: str) -> None:
    with pytest.raises(ValueError, match="number and a name"):
        StaffMember(StaffId(number), name, Role.CASHIER)
    assert StaffMember(StaffId("101"), "A. Rivera", Role.MANAGER).role is Role.MANAGER
