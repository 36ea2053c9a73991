namespace StreamAe.Monitoring.Simulation;

/// <summary>What an incident does to the readings of a pump. Changes values only; who is silent is a matter of <see cref="PumpDay"/>.</summary>
internal static class PumpFault
{
    /// <summary>Load by which a broken relation is off when the load stands at its mean: about a daily wave's height.</summary>
    private const double OpposedBy = 0.08;

    private static readonly int[] CanSpike =
        [PumpSignal.Flow, PumpSignal.Pressure, PumpSignal.Temperature, PumpSignal.Vibration, PumpSignal.Power, PumpSignal.Current];

    private static readonly int[] CanStick =
        [PumpSignal.Flow, PumpSignal.Pressure, PumpSignal.Temperature, PumpSignal.Vibration, PumpSignal.Power, PumpSignal.Level];

    private static readonly int[] CanBreak = [PumpSignal.Flow, PumpSignal.Pressure, PumpSignal.Power, PumpSignal.Speed];

    public static void Apply(PumpSignal signal, PumpProfile pump, in PumpIncident incident, long slot, Span<double> values)
    {
        switch (incident.Kind)
        {
            case AnomalyKind.Spike:
                Spike(incident, values);
                break;
            case AnomalyKind.StuckAt:
                StuckAt(signal, pump, incident, values);
                break;
            case AnomalyKind.CorrelationBreak:
                CorrelationBreak(signal, pump, incident, slot, values);
                break;
            case AnomalyKind.SlowLeak:
                SlowLeak(incident, slot, values);
                break;
        }
    }

    private static void Spike(in PumpIncident incident, Span<double> values)
    {
        var draws = new HashDraws(incident.Key);
        int channels = draws.Integer(1, 2);
        int first = draws.Integer(0, CanSpike.Length - 1);
        for (int i = 0; i < channels; i++)
        {
            int channel = CanSpike[(first + i) % CanSpike.Length];
            double size = draws.Between(0.25, 0.8);
            bool up = channel == PumpSignal.Vibration || draws.Chance(0.6);
            values[channel] *= channel == PumpSignal.Vibration ? 1.5 + 3 * size : up ? 1 + size : 1 - 0.8 * size;
        }
    }

    private static void StuckAt(PumpSignal signal, PumpProfile pump, in PumpIncident incident, Span<double> values)
    {
        int channel = CanStick[(int)(incident.Key % (ulong)CanStick.Length)];
        Span<double> then = stackalloc double[PumpSignal.Channels];
        signal.Read(pump, incident.From, then);
        values[channel] = then[channel];
    }

    private static void CorrelationBreak(PumpSignal signal, PumpProfile pump, in PumpIncident incident, long slot, Span<double> values)
    {
        int channel = CanBreak[(int)(incident.Key % (ulong)CanBreak.Length)];
        Span<double> other = stackalloc double[PumpSignal.Channels];

        // Moved away from where the load stands half way through, or the mirror image could lie on the original.
        signal.Read(pump, (incident.From + incident.To) / 2, other);
        double away = other[PumpSignal.Speed] > pump.RatedSpeed * pump.BaseLoad ? -OpposedBy : OpposedBy;
        signal.Read(pump, slot, other, away);
        values[channel] = other[channel];
    }

    private static void SlowLeak(in PumpIncident incident, long slot, Span<double> values)
    {
        double progress = (slot - incident.From + 1) / (double)(incident.To - incident.From);
        double largest = 0.15 + 0.2 * CounterHash.Uniform(incident.Key);
        double loss = largest * progress * Math.Sqrt(progress);
        values[PumpSignal.Flow] *= 1 + 0.6 * loss;
        values[PumpSignal.Pressure] *= 1 - loss;
        values[PumpSignal.Power] *= 1 + 0.15 * loss;
        values[PumpSignal.Current] *= 1 + 0.15 * loss;
        values[PumpSignal.Level] = Math.Max(0, values[PumpSignal.Level] - 60 * loss);
    }
}
