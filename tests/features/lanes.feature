Feature: Two lanes of one store
  Counselling that waits at one lane is answered by a pharmacist at the other, and what a buyer
  bought at one counts at the other. Without the hub each lane goes on by itself.

  Background:
    Given lanes 1 and 2 of a store with a hub

  Scenario: Counselling is released at another lane
    Given the bag 6012345-00 is on the ticket of lane 1
    Then lane 2 shows "Counselling waits: lane 1"
    When the pharmacist at lane 2 says that it was accepted
    Then lane 1 shows "The pharmacist answered for counselling at lane 2"
    And lane 2 shows "Delivered: lane 1 has your answer"
    And lane 2 does not show "Counselling waits"
    And lane 1's journal says "accepted" by 21 at lane 2
    And lane 2's journal keeps that it was taken

  Scenario: The offer is refused, or cannot be made
    Given the bag 6012345-00 is on the ticket of lane 1
    When the pharmacist at lane 2 says that the patient refused
    Then lane 1's journal says "refused" by 21 at lane 2
    Given the bag 6012400-00 is on the ticket of lane 1
    When the pharmacist at lane 2 says that it was not practicable
    Then lane 1's journal says "not practicable" by 21 at lane 2

  Scenario: Somebody at the lane itself is faster
    Given the bag 6012345-00 is on the ticket of lane 1
    And the pharmacist at lane 2 is asked for the PIN
    When the pharmacist at lane 1 answers
    Then lane 2 shows "Nothing waits there any more"

  Scenario: The hub dies while the pharmacist answers
    Given the bag 6012345-00 is on the ticket of lane 1
    And the pharmacist at lane 2 is asked for the PIN
    When the hub dies
    Then lane 2 shows "Other lanes not seen since"
    When the pharmacist gives the PIN
    Then lane 2 shows "on its way"
    When the hub is back
    Then lane 1 shows "The pharmacist answered for counselling at lane 2"
    And lane 2 shows "delivered"

  Scenario: Without a hub the lane's own question is answered
    Given the hub dies
    And the bag 6012345-00 is on the ticket of lane 1
    When the pharmacist at lane 1 answers
    Then lane 1's journal says "accepted" by 21 at the lane itself
    When the hub is back
    Then lane 2 does not show "Counselling waits"

  Scenario Outline: What was bought at one lane counts at the other: <state>
    Given both lanes are in <state>
    When a buyer buys 6 boxes of pseudoephedrine at lane 1
    And the same buyer wants a box at lane 2
    Then lane 2 shows "More than 3.6 g on one day"
    And lane 2 shows "This cannot be sold to this buyer"
    And nobody who tries every number finds the buyer in the hub's database
    When the box is taken off at lane 2
    And the exchange answers nobody
    And the same buyer wants a box at lane 2
    Then lane 2 shows "More than 3.6 g on one day"
    When the box is taken off at lane 2
    And the hub dies
    And the same buyer wants a box at lane 2 and the seller goes on without the exchange
    Then lane 2 shows "<unseen>"

    Examples:
      | state | unseen                                                   |
      | US-NC | This lane cannot see what other lanes sold to the buyer  |
      | US-VA | This state sells nothing without it                      |
      | US-TX | This lane cannot see what other lanes sold to the buyer  |

  Scenario: A ticket put aside at lane 1 is taken up at lane 2
    Given the bag 6012345-00 is on the ticket of lane 1
    And a chocolate bar is on it too
    And the ticket of lane 1 is put aside
    When the tickets are opened at lane 2
    Then lane 2 shows "at lane 1"
    When the ticket is brought to lane 2
    Then the ticket of lane 2 has a chocolate bar
    And lane 2 shows "From lane 1: 6012345-00"
    And no ticket waits at lane 1
    And lane 1's journal says that it went to lane 2 and arrived
    And nobody reads in the hub's database what was on it

  Scenario: The lane of the ticket is closed
    Given a chocolate bar is on the ticket of lane 1
    And the ticket of lane 1 is put aside
    And the tickets are opened at lane 2
    And lane 2 shows "at lane 1"
    When lane 1 is closed
    Then lane 2 shows "Lane 1 has to be open: it hands the ticket over"
    When the ticket is asked for at lane 2
    Then lane 2 has asked nobody
    When lane 1 is opened again
    Then its ticket waits there

  Scenario: The hub dies while the ticket is on its way
    Given a chocolate bar is on the ticket of lane 1
    And the ticket of lane 1 is put aside
    And the tickets are opened at lane 2
    And lane 2 shows "at lane 1"
    When lane 2 is closed as soon as it has asked
    Then no ticket waits at lane 1
    When the hub dies and is back
    And lane 1 is closed
    And lane 1 is opened again
    And lane 2 is opened again
    Then one ticket with a chocolate bar waits at lane 2
    And lane 1's journal says that it went to lane 2 and arrived
