namespace StreamAe.Monitoring.Simulation;

/// <summary>A fraud in the schedule of one card: days <c>FromDay … ToDay−1</c>, with <c>Extra</c> payments added on its only day (0 if
/// it falsifies the card's own payments instead).</summary>
internal readonly record struct CardIncident(AnomalyKind Kind, int FromDay, int ToDay, int Extra, ulong Key)
{
    public bool Covers(int day) => day >= FromDay && day < ToDay;
}
