Feature: Which device is which
  A manager looks at the devices of the open counter, tries another one in its place, and keeps it
  only when it is the right one. The ticket does not notice.

  Background:
    Given a manager is signed in at the counter
    And a second scanner is plugged in

  Scenario: Another scanner is tried, kept and used
    When the manager opens the devices page at the scanner
    And looks for what is plugged in
    Then the screen says "Spare scanner"
    When the manager tries the spare scanner
    Then the screen says "It was told to beep"
    When the manager keeps it
    Then the screen says "The device is kept"
    When the manager goes back to the ticket
    And the spare scanner reads ibuprofen
    Then ibuprofen is on the ticket once
    And the old scanner is let go of
    And the journal verifies

  Scenario: A scanner that is not the right one makes room for the old one
    When the manager opens the devices page at the scanner
    And looks for what is plugged in
    And the manager tries the spare scanner
    Then the screen says "It was told to beep"
    When the manager goes back without keeping it
    And the manager goes back to the ticket
    And the cashier scans ibuprofen
    Then the spare scanner is let go of

  Scenario: The card terminal says who it is
    When the manager opens the devices page at the card terminal
    And tests the device
    Then the screen says "Its serial number is 53012345"

  Scenario: An address at which nothing is
    When the manager opens the devices page at the card terminal
    And looks for what is plugged in
    And types the address "nobody:at:all"
    Then the screen says "It does not work"
    When the manager goes back without keeping it
    And the manager goes back to the ticket
    Then every device is in order again
