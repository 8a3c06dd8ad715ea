Feature: The cash drawer
  Whoever opens it, the journal knows why; and a drawer that did not open is told to the hand with the
  cash.

  Background:
    Given A. Rivera is signed in at the counter
    And the drawer is closed

  Scenario: It opens for a cash sale and is pushed in
    Given ibuprofen is on the ticket
    When the customer pays in cash
    Then the ticket is closed
    And the journal tells "opened" for "cash" of ticket 2-000001
    When the drawer is pushed in
    Then the journal tells "closed"
    And the journal verifies

  Scenario: Somebody opens it with its key
    When the drawer is opened with its key
    Then the screen says "The drawer was opened with its key"
    And the screen says "Drawer opened with its key"
    And the journal tells "opened unasked"
    When the drawer is pushed in
    Then the journal tells "closed"

  Scenario: It is locked, and opened by hand
    Given the drawer is locked
    And ibuprofen is on the ticket
    When the customer pays in cash
    Then the ticket is closed
    And the screen says "The drawer did not open"
    And the journal tells "stayed closed" for "cash" of ticket 2-000001
    When the drawer is opened with its key
    Then the journal tells "opened by hand" for "cash" of ticket 2-000001

  Scenario: The printer is unplugged
    Given the printer of the drawer is unplugged
    And ibuprofen is on the ticket
    When the customer pays in cash
    Then the ticket is closed
    And the screen says "The printer is not connected. Open it with its key."
    And the journal tells "not reached" for "cash" of ticket 2-000001
