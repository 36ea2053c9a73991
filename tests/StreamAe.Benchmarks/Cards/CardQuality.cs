using StreamAe.Monitoring.Simulation;

namespace StreamAe.Benchmarks.Cards;

/// <summary>
/// How well scores of payments find fraud in the measured weeks. Alerts: of every card and day at most one, the first payment over a threshold
/// that is the same for all cards and set each day so that the trailing fourteen days would have had <see cref="Budget"/> a day; nothing of
/// it knows a label.
/// </summary>
/// <param name="AveragePrecision">Over all payments, stealth included.</param>
/// <param name="DetectablePrecision">Average precision where stealth counts neither way.</param>
/// <param name="WeeklySpread">Standard deviation of the average precision over the measured weeks.</param>
/// <param name="CardPrecision">Share of the alerted card-days on which the card was misused.</param>
/// <param name="AlertsPerDay">Realised.</param>
/// <param name="Recall">By kind of fraud: share of the incidents that were alerted while they lasted.</param>
/// <param name="Caught">Share of the detectable incidents that were alerted.</param>
/// <param name="MedianHours">From an incident's first payment to its first alert, over those caught.</param>
internal sealed record CardQuality(
    double AveragePrecision,
    double DetectablePrecision,
    double WeeklySpread,
    double CardPrecision,
    double AlertsPerDay,
    IReadOnlyDictionary<AnomalyKind, double> Recall,
    double Caught,
    double MedianHours)
{
    /// <summary>Alerts a day that somebody looks at.</summary>
    public const int Budget = 10;

    private const int TrailingDays = 14;

    // Labelled payments of a card further apart belong to two incidents.
    private const int IncidentGapDays = 4;

    /// <param name="payments">Of all days, in order of time.</param>
    public static CardQuality Of(IReadOnlyList<ScoredPayment> payments)
    {
        ScoredPayment[] measured = [.. payments.Where(p => p.Day >= CardDays.LearningDays)];
        HashSet<(int Card, int Day)> misused = [.. measured.Where(p => p.IsFraud).Select(p => (p.Card, p.Day))];
        List<ScoredPayment> alerts = Alerts(payments);
        List<Incident> incidents = Incidents(measured, alerts);
        Incident[] detectable = [.. incidents.Where(i => i.Kind != AnomalyKind.FraudStealth)];
        double[] hours = [.. detectable.Where(i => i.Hours is not null).Select(i => i.Hours!.Value).Order()];
        double[] weeks = [.. measured.GroupBy(p => p.Day / 7).Select(w => PrecisionOf(w)).OfType<double>()];
        return new CardQuality(
            PrecisionOf(measured) ?? double.NaN,
            PrecisionOf(measured.Where(p => p.Kind != AnomalyKind.FraudStealth)) ?? double.NaN,
            Math.Sqrt(weeks.Average(w => Math.Pow(w - weeks.Average(), 2))),
            alerts.Count == 0 ? double.NaN : alerts.Count(a => misused.Contains((a.Card, a.Day))) / (double)alerts.Count,
            alerts.Count / (double)CardDays.MeasuredDays,
            incidents.GroupBy(i => i.Kind).OrderBy(g => g.Key).ToDictionary(g => g.Key, g => g.Average(i => i.Hours is null ? 0.0 : 1)),
            detectable.Average(i => i.Hours is null ? 0.0 : 1),
            hours.Length == 0 ? double.NaN : hours[hours.Length / 2]);
    }

    private static double? PrecisionOf(IEnumerable<ScoredPayment> payments)
    {
        ScoredPayment[] all = [.. payments];
        return Numerics.Metrics.AveragePrecision.Compute(
            Array.ConvertAll(all, p => p.Score), Array.ConvertAll(all, p => p.IsFraud ? (byte)1 : (byte)0));
    }

    private static List<ScoredPayment> Alerts(IReadOnlyList<ScoredPayment> payments)
    {
        float[][] highest = [.. payments.GroupBy(p => p.Day).OrderBy(d => d.Key).Select(d => d.GroupBy(p => p.Card).Select(c => c.Max(p => p.Score)).ToArray())];
        var alerts = new List<ScoredPayment>();
        foreach (IGrouping<int, ScoredPayment> day in payments.Where(p => p.Day >= CardDays.LearningDays).GroupBy(p => p.Day))
        {
            float threshold = highest[(day.Key - TrailingDays)..day.Key].SelectMany(d => d).OrderDescending().ElementAt(TrailingDays * Budget);
            alerts.AddRange(day.Where(p => p.Score > threshold).GroupBy(p => p.Card).Select(c => c.First()));
        }

        return alerts;
    }

    private static List<Incident> Incidents(ScoredPayment[] measured, List<ScoredPayment> alerts)
    {
        ILookup<int, ScoredPayment> alertsOf = alerts.ToLookup(a => a.Card);
        var incidents = new List<Incident>();
        foreach (IGrouping<int, ScoredPayment> card in measured.Where(p => p.IsFraud).GroupBy(p => p.Card))
        {
            ScoredPayment first = card.First(), last = first;
            foreach (ScoredPayment payment in card.Skip(1).Append(default))
            {
                if (payment.IsFraud && payment.Kind == first.Kind && payment.Day - last.Day <= IncidentGapDays)
                {
                    last = payment;
                    continue;
                }

                ScoredPayment[] hits = [.. alertsOf[card.Key].Where(a => a.EventTime >= first.EventTime && a.EventTime <= last.EventTime).Take(1)];
                incidents.Add(new Incident(first.Kind, hits.Length == 0 ? null : (hits[0].EventTime - first.EventTime) / (double)TimeSpan.TicksPerHour));
                first = last = payment;
            }
        }

        return incidents;
    }

    /// <param name="Hours">To its first alert; null where it had none.</param>
    private sealed record Incident(AnomalyKind Kind, double? Hours);
}
