namespace StreamAe.Monitoring.Simulation;

/// <summary>
/// When which pump misbehaves or misses readings. Each pump's time is cut into weeks that begin on a day of its own; a week has
/// at most one incident, which lies wholly inside it with a margin, so that a day knows all about itself from its own week.
/// About one row in a hundred is anomalous.
/// </summary>
internal sealed class PumpSchedule(TimeSpan interval, TimeSpan quiet)
{
    public const int EpochDays = 7;

    /// <summary>Slots around an incident without another incident or a gap.</summary>
    private const int Margin = 4;

    private const double IncidentsPerEpoch = 0.5;

    private const double GapsPerDay = 0.15;

    /// <summary>Longest run of readings that go missing without being an anomaly; well below the shortest silence.</summary>
    private const int LongestGap = 3;

    private readonly long _quietSlots = quiet.Ticks / interval.Ticks + (quiet.Ticks % interval.Ticks == 0 ? 0 : 1);

    public int SlotsPerDay { get; } = (int)(TimeSpan.TicksPerDay / interval.Ticks);

    /// <summary>The incident of the pump's week that contains <paramref name="day"/>, or one of kind None.</summary>
    public PumpIncident IncidentOf(PumpProfile pump, int day)
    {
        int epoch = (day + pump.ScheduleOffsetDays) / EpochDays;
        var draws = new HashDraws(CounterHash.At(pump.Key, 2L * epoch));
        if (!draws.Chance(IncidentsPerEpoch))
        {
            return default;
        }

        double choice = draws.Uniform();
        (AnomalyKind kind, int slots) = choice switch
        {
            < 0.30 => (AnomalyKind.Spike, draws.Integer(1, 3)),
            < 0.52 => (AnomalyKind.StuckAt, Slots(draws.Between(60, 240))),
            < 0.72 => (AnomalyKind.CorrelationBreak, Slots(draws.Between(120, 360))),
            < 0.80 => (AnomalyKind.SlowLeak, Slots(draws.Between(720, 2160))),
            _ => (AnomalyKind.Silence, Slots(draws.Between(60, 240))),
        };
        long epochStart = ((long)epoch * EpochDays - pump.ScheduleOffsetDays) * SlotsPerDay;
        long free = ((long)EpochDays * SlotsPerDay) - slots - (2 * Margin);
        long from = epochStart + Margin + (long)(draws.Uniform() * free);
        return from < _quietSlots ? default : new PumpIncident(kind, from, from + slots, draws.Bits());
    }

    /// <summary>The readings the pump just misses on a day: slots of that day <c>From … To−1</c>, empty on most days.</summary>
    public (int From, int To) GapOn(PumpProfile pump, int day, in PumpIncident incident)
    {
        ulong bits = CounterHash.At(pump.Key, (2L * day) + 1);
        if ((bits & 0xFFFF) >= GapsPerDay * 0x1_0000)
        {
            return default;
        }

        int length = 1 + (int)((bits >> 16) & 0xFFFF) * LongestGap / 0x1_0000;
        int from = (int)(((bits >> 32) * (ulong)(SlotsPerDay - length)) >> 32);
        long start = (long)day * SlotsPerDay + from;
        bool near = incident.Kind != AnomalyKind.None && start + length + Margin > incident.From && start - Margin <= incident.To;
        return near ? default : (from, from + length);
    }

    /// <summary>The slots of a day <c>From … To−1</c> in which the pump is silent, empty on most days.</summary>
    public (int From, int To) SilenceOn(int day, in PumpIncident incident)
    {
        if (incident.Kind != AnomalyKind.Silence)
        {
            return default;
        }

        long start = (long)day * SlotsPerDay;
        int from = (int)Math.Clamp(incident.From - start, 0, SlotsPerDay);
        int to = (int)Math.Clamp(incident.To - start, 0, SlotsPerDay);
        return (from, to);
    }

    private int Slots(double minutes) => Math.Max(1, (int)Math.Ceiling(minutes * TimeSpan.TicksPerMinute / interval.Ticks));
}
