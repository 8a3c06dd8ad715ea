Feature: The till of a lane
  A drawer is opened with a counted float and closed with a count that nobody was helped with. What
  should be in it follows from the tickets; a close over something open has a reason.

  Background:
    Given the till of this lane is counted by hand
    And A. Rivera is signed in at the counter

  Scenario: A day of one till
    When the float is counted as 15 tens
    Then the till is open with 150.00
    When ibuprofen is scanned and paid in cash
    And 20.00 is paid out for "postage"
    And 50.00 is dropped into the safe
    Then the drawer should hold what was put in less what was taken out
    When the drawer is counted as 8 tens and the till is closed
    Then the till is closed as number 1
    And the paper of the close does not say what was over or short
    And the journal verifies

  Scenario: Nothing is paid before the float is counted
    Given the page of the till is left
    And ibuprofen is on the ticket
    When the customer wants to pay
    Then the screen says "No till is open"
    And the screen says "Ctrl+J"

  Scenario: A power cut between the sales
    When the float is counted as 15 tens
    And ibuprofen is scanned and paid in cash
    And the counter loses its power
    And A. Rivera signs in again
    Then the drawer should hold what was put in less what was taken out

  Scenario: The manager looks back
    When the float is counted as 15 tens
    And the drawer is counted as 14 tens and the till is closed
    And the manager looks at over and short
    Then the screen says "Short 10.00"
    And the screen says "over 0.00, short 10.00"
