using StreamAe.Host.Demo;
using StreamAe.Monitoring.Simulation;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Host.Tests.Demo;

public sealed class CardRankingTests
{
    private const int Cards = 40;

    private readonly CardRanking _ranking = new(Cards);

    [Fact]
    public void Add_BeforeTheRuleKnowsItsMeans_DoesNotCount()
    {
        Days(0, CardRanking.SettlingDays, AnomalyKind.FraudTakeOver, surprise: 9);
        Assert.Equal((0, 0), (_ranking.Days, _ranking.Incidents));
        Assert.Null(_ranking.Monitor.Precision);

        Days(CardRanking.SettlingDays, CardRanking.SettlingDays + 3, AnomalyKind.None, surprise: 0);

        // The day that has not ended does not count either.
        Assert.Equal(2, _ranking.Days);
        Assert.Equal(2 * CardRanking.Budget, _ranking.Monitor.Looked);
    }

    [Fact]
    public void Add_FraudThatTheMonitorRanksFirst_IsRightSeenAndTimed()
    {
        Days(0, CardRanking.SettlingDays + 1, AnomalyKind.None, surprise: 0);

        // Three days of one incident of card 0: surprising on the second, six hours after midnight.
        int day = CardRanking.SettlingDays + 1;
        Days(day, day + 1, AnomalyKind.FraudTakeOver, surprise: 0, amount: 0.01f);
        Days(day + 1, day + 2, AnomalyKind.FraudTakeOver, surprise: 9, hour: 6, amount: 0.01f);
        Days(day + 2, day + 3, AnomalyKind.FraudTakeOver, surprise: 9, amount: 0.01f);
        Days(day + 3, day + 4, AnomalyKind.None, surprise: 0);

        Assert.Equal((4, 1), (_ranking.Days, _ranking.Incidents));
        Assert.Equal(TimeSpan.FromHours(30), Assert.Single(_ranking.Monitor.Delays) is var ticks ? TimeSpan.FromTicks(ticks) : default);
        Assert.Equal(2, _ranking.Monitor.Right);

        // The rule sees a small amount, which it ranks last.
        Assert.Equal((0, 0), (_ranking.Rule.Right, _ranking.Rule.Delays.Count));
        Assert.Equal(3.0 / (4 * CardRanking.Budget), _ranking.BestPrecision!.Value, 1e-9);
        Assert.Equal(1, _ranking.DetectableShare);
    }

    [Fact]
    public void Add_FraudWithoutATrace_IsRightButNoIncident()
    {
        Days(0, CardRanking.SettlingDays, AnomalyKind.None, surprise: 0);
        Days(CardRanking.SettlingDays, CardRanking.SettlingDays + 2, AnomalyKind.FraudStealth, surprise: 9);

        Assert.Equal((1, 0, 1), (_ranking.Days, _ranking.Incidents, _ranking.Monitor.Right));
        Assert.Equal((0d, 0d), (_ranking.BestPrecision, _ranking.DetectableShare));
    }

    /// <summary>One payment a card and day; those of card 0 are as said.</summary>
    private void Days(int from, int to, AnomalyKind kind, float surprise, double hour = 0, float amount = 50)
    {
        for (int day = from; day < to; day++)
        {
            for (int card = 0; card < Cards; card++)
            {
                bool isFirst = card == 0;
                long time = (20_000 + day) * TimeSpan.TicksPerDay + (long)((isFirst ? hour : 12) * TimeSpan.TicksPerHour);
                AnomalyKind its = isFirst ? kind : AnomalyKind.None;
                var sent = new SimulatedEvent(card, day, time, its == AnomalyKind.None ? (sbyte)0 : (sbyte)1, its);
                var verdict = new Verdict { Flags = VerdictFlags.Scored, Surprise = isFirst ? surprise : 1 };
                _ranking.Add(sent, isFirst ? amount : 50, verdict);
            }
        }
    }
}
