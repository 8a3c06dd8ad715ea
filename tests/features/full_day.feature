Feature: One full day of one till
  From the counted float to the Z: forty mixed tickets, cash moved by hand, a power cut in the middle,
  and a close that is compared three ways. Whatever the day was, every report of it is what somebody
  finds who knows the journal alone.

  Scenario Outline: A day of forty tickets, by the seed <seed>
    Given a lane whose till is counted by hand, and tickets by the seed <seed>
    When the till is opened with a float of 150.00
    And 20 tickets are played, with cash in, out and into the safe
    And the drawer is counted in between
    And the power is cut while a card payment is under way and another ticket is put aside
    Then the till is as it was, and both tickets are finished
    When 18 tickets are played, with cash in, out and into the safe
    And goods of a ticket that was paid in cash come back
    And goods come back to cards, to an FSA/HSA card, onto a gift card and in exchange, with gift cards sold and taken
    And a customer pays what the house account owes
    Then every kind of ticket was played
    And who holds the till sees no report of what it took
    And the X of the manager tells what the tickets tell
    When the card terminal has closed its batch, and the pharmacy system has taken all pickups but one
    And a bag was sold there alone, and another was made ready again there
    Then 3 differences are told
    When the refused pickup goes again and is taken
    And a manager says of the bag that was sold there how it left
    Then 1 difference is told
    When the drawer is counted blind 0.05 short, and the till is closed over the last difference
    Then the Z tells what the tickets tell, and the close names who closed it and why
    And every report of the day agrees to the cent with the recount
    And replaying the journal makes the same totals again
    And the journal of the day verifies

    Examples:
      | seed |
      | 1    |
      | 2    |
