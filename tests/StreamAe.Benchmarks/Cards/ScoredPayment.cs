using StreamAe.Monitoring.Simulation;

namespace StreamAe.Benchmarks.Cards;

/// <summary>One payment with what a detector made of it.</summary>
/// <param name="Card">Number of the card.</param>
/// <param name="EventTime">Ticks.</param>
/// <param name="Kind">What the simulator did.</param>
/// <param name="Score">Higher is stranger.</param>
internal readonly record struct ScoredPayment(int Card, long EventTime, AnomalyKind Kind, float Score)
{
    /// <summary>Days since the beginning of the stream.</summary>
    public int Day => (int)((EventTime - CardDays.StartTicks) / TimeSpan.TicksPerDay);

    public bool IsFraud => Kind != AnomalyKind.None;

    /// <summary>Fraud that leaves a trace.</summary>
    public bool IsDetectable => Kind is not (AnomalyKind.None or AnomalyKind.FraudStealth);
}
