using StreamAe.Benchmarks.Cards;
using StreamAe.Monitoring.Simulation;

namespace StreamAe.Benchmarks.Tests.Cards;

public sealed class CardQualityTests
{
    private const int Cards = 50;

    /// <summary>Misused on these days, at noon, by score and kind; a card pays once a day at six as well.</summary>
    private readonly Dictionary<(int Card, int Day), (AnomalyKind Kind, float Score)> _frauds = [];

    [Fact]
    public void Of_FraudThatScoresHighest_IsFoundAtOnce()
    {
        for (int day = 60; day < 66; day++)
        {
            _frauds[(3, day)] = (AnomalyKind.FraudTakeOver, 100);
        }

        CardQuality quality = CardQuality.Of(Payments());
        Assert.Equal((1, 1), (quality.AveragePrecision, quality.DetectablePrecision));
        Assert.Equal((1, 0), (quality.Caught, quality.MedianHours));
        Assert.InRange(quality.AlertsPerDay, 8, 12);
        Assert.Equal(6 / (quality.AlertsPerDay * CardDays.MeasuredDays), quality.CardPrecision, 1e-9);
    }

    [Fact]
    public void Of_FraudBeforeTheMeasuredWeeks_IsNone()
    {
        _frauds[(3, 30)] = (AnomalyKind.FraudTakeOver, 100);
        _frauds[(4, 70)] = (AnomalyKind.FraudMerchant, 100);
        Assert.Equal([AnomalyKind.FraudMerchant], CardQuality.Of(Payments()).Recall.Keys);
    }

    [Fact]
    public void Of_Incidents_AreByCardKindAndGap_AndCountWhileTheyLast()
    {
        // Two incidents of one card far apart, the second found on its second day; one that is never found; one without a trace.
        _frauds[(3, 58)] = (AnomalyKind.FraudTakeOver, 0);
        _frauds[(3, 70)] = (AnomalyKind.FraudTakeOver, 0);
        _frauds[(3, 71)] = (AnomalyKind.FraudTakeOver, 100);
        _frauds[(7, 60)] = (AnomalyKind.FraudCardTesting, 0);
        _frauds[(9, 61)] = (AnomalyKind.FraudStealth, 100);
        CardQuality quality = CardQuality.Of(Payments());
        Assert.Equal((0.5, 0, 1), (quality.Recall[AnomalyKind.FraudTakeOver], quality.Recall[AnomalyKind.FraudCardTesting], quality.Recall[AnomalyKind.FraudStealth]));
        Assert.Equal(1 / 3.0, quality.Caught, 1e-9);
        Assert.Equal(24, quality.MedianHours);
        Assert.True(quality.DetectablePrecision < quality.AveragePrecision);
    }

    private List<ScoredPayment> Payments()
    {
        var payments = new List<ScoredPayment>();
        var random = new Random(5);
        for (int day = 0; day < CardDays.Days; day++)
        {
            long start = CardDays.StartTicks + (day * TimeSpan.TicksPerDay);
            for (int card = 0; card < Cards; card++)
            {
                // A false alarm in the morning would be the day's only alert of the card.
                float score = _frauds.Keys.Any(f => f.Card == card) ? 0.5f : 1 + random.NextSingle();
                payments.Add(new ScoredPayment(card, start + (6 * TimeSpan.TicksPerHour), AnomalyKind.None, score));
            }

            payments.AddRange(_frauds.Where(f => f.Key.Day == day).Select(f =>
                new ScoredPayment(f.Key.Card, start + (12 * TimeSpan.TicksPerHour), f.Value.Kind, f.Value.Score)));
        }

        return payments;
    }
}
