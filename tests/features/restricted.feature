Feature: Goods with an age, and the record book of Schedule V
  One check covers the ticket. Whoever is refused stays refused, and what is kept is that it was
  shown and how, never a birth date. A pharmacist dispenses Schedule V; a clerk takes the money.

  Background:
    Given A. Rivera is signed in at the counter

  Scenario: One card covers the syrup and the cigarettes
    When the cashier scans night cough syrup
    And the cashier scans cigarettes
    Then payment waits for the age
    When the ID card of Orville is scanned
    Then the screen says "Old enough: 21 or older"
    When the customer pays in cash
    Then the ticket is closed
    And the journal tells of an age of 21 and of no birth date
    And the journal verifies

  Scenario: A birth date that is too young by a day
    When the cashier scans a chocolate bar
    And the cashier scans cigarettes
    And the clerk types the birth date of somebody who is 21 tomorrow
    Then the screen says "Refused: not 21 yet"
    And payment stays closed
    When the refused line is taken off
    And the customer pays in cash
    Then the ticket is closed
    And the journal tells of a refused sale and of no birth date

  Scenario: Somebody who is 21 today
    When the cashier scans cigarettes
    And the clerk types the birth date of somebody who is 21 today
    Then the screen says "Old enough: 21 or older"

  Scenario: An expired card shows no age, another one does
    When the cashier scans night cough syrup
    And the ID card of Casimir is scanned
    Then the screen says "shows no age"
    And payment stays closed
    When the ID card of Orville is scanned
    Then the screen says "Old enough: 21 or older"

  Scenario: A child's own card
    When the cashier scans night cough syrup
    And the ID card of Theodore is scanned
    Then the screen says "Refused: not 18 yet"

  Scenario: Wine is sold by somebody of 18
    When the cashier scans wine
    And the ID card of Orville is scanned
    Then the screen says "Old enough: 21 or older"

  Scenario: Schedule V needs a prescription until the state's row says otherwise
    When the cashier scans a chocolate bar
    And the cashier tries to scan codeine syrup
    Then the screen says "needs a prescription here"
    And 1 line is on the ticket

  Scenario: A pharmacist dispenses Schedule V, once within 48 hours
    Given the state of this lane asks no prescription for it
    When the cashier scans codeine syrup
    And the ID card of Orville is scanned
    And the pharmacist dispenses it
    Then the screen says "Dispensed and in the record book"
    When the customer pays in cash
    Then the ticket is closed
    And the record book holds one sale with every field of the law
    When the cashier scans codeine syrup
    And the ID card of Orville is scanned
    Then the screen says "120 cc in 48 hours, 0 left"
    And payment stays closed
    And the record book holds one sale with every field of the law
    And the journal verifies
