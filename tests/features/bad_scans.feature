Feature: A scan that means nothing, or comes at the wrong time
  The clerk hears it, reads what to do, and the ticket stays as it is.

  Background:
    Given A. Rivera is signed in at the counter
    And ibuprofen is on the ticket

  Scenario: An unknown barcode
    When the scanner reads ]E0 0614141999996
    Then the screen says "614141999996 is not in the catalogue"
    And the scanner gave the bad sound
    And 1 line is on the ticket
    And the ticket can be finished

  Scenario: A wrong check digit
    When the scanner reads ]E0 0614141101008
    Then the screen says "The check digit is wrong"
    And the screen says "type the number below it"
    And 1 line is on the ticket
    And the ticket can be finished

  Scenario Outline: Garbage from the scanner, without an end
    When the scanner sends <length> bytes of garbage
    Then the screen says "<words>"
    And 1 line is on the ticket
    When the cashier scans sunscreen
    Then 2 lines are on the ticket
    And the ticket can be finished

    Examples:
      | length | words                                      |
      | 300    | This code is not one the counter knows     |
      | 4096   | This code is not one the counter knows     |
      | 6000   | The scanner sent something that is no code |

  Scenario: A scan while a prompt is open answers nothing
    Given the bag 6012345-00 is on the ticket
    When the counselling prompt is open
    And the scanner reads ]E0 0614141104994
    Then the screen says "The scan was not taken"
    And the prompt is still open, with nothing chosen
    When the clerk goes back to the ticket
    Then 2 lines are on the ticket
    When the cashier scans sunscreen
    Then 3 lines are on the ticket

  Scenario: A scan while the card terminal is waiting changes nothing
    Given the customer takes long to present a card
    When the clerk asks for a card payment
    And the scanner reads ]E0 0614141104154
    Then the screen says "The scan was not taken"
    When the customer presents the card
    Then the ticket is closed
    And exactly 8.49 stands against the card
