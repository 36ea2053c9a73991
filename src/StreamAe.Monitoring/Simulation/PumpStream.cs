using StreamAe.Monitoring.Observations;

namespace StreamAe.Monitoring.Simulation;

/// <summary>
/// Pumps of a water works that report eight channels at a fixed interval, one after another within it: flow m³/h, pressure bar,
/// temperature °C, vibration mm/s, speed 1/min, power kW, current A, level %. Daily and weekly rhythm, weather, wear in three of
/// ten pumps, 0.5 % of the values missing (NaN), now and then one to three readings missed. About 1 % of the rows are labelled:
/// spike, stuck-at, correlation break, slow leak, and the first reading after a silence.
/// </summary>
public sealed class PumpStream : SimulatedStream
{
    /// <summary>Share of rows that miss one value, chosen so that 0.5 % of all values are missing.</summary>
    private const double RowsWithMissing = 0.005 * PumpSignal.Channels;

    private readonly PumpSignal _signal;
    private readonly PumpProfile[] _profiles;
    /// <summary>The interval of the demo, the service's simulator and deploy/monitors/pumps.yaml: 144 readings a day.</summary>
    public static readonly TimeSpan DemoInterval = TimeSpan.FromMinutes(10);

    private readonly long _intervalTicks;
    private readonly ulong _missingKey;
    private readonly int _keyDigits;

    /// <param name="seed">Streams of different seeds have nothing in common.</param>
    /// <param name="pumps">At least 1; readings a day must stay below 2³¹.</param>
    /// <param name="interval">Default 5 min. From 1 s to 10 min, and the day must be a multiple of it.</param>
    /// <param name="quiet">Default 2 days. No anomaly begins before; <see cref="TimeSpan.MaxValue"/> for a stream without any.</param>
    public PumpStream(ulong seed, int pumps = 200, TimeSpan? interval = null, TimeSpan? quiet = null)
        : base("pumps", "pump", pumps, CreateSchema())
    {
        TimeSpan every = interval ?? TimeSpan.FromMinutes(5);
        if (every < TimeSpan.FromSeconds(1) || every > TimeSpan.FromMinutes(10) || TimeSpan.TicksPerDay % every.Ticks != 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(interval),
                every,
                $"The interval is {every}; it must lie between 1 s and 10 min and divide a day evenly. Take 1 min or 5 min.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(quiet ?? TimeSpan.Zero, TimeSpan.Zero, nameof(quiet));
        Schedule = new PumpSchedule(every, quiet ?? DefaultQuiet);
        if ((long)Schedule.SlotsPerDay * pumps > int.MaxValue)
        {
            throw new ArgumentOutOfRangeException(
                nameof(pumps),
                pumps,
                $"{pumps} pumps every {every} send {(long)Schedule.SlotsPerDay * pumps} readings a day; it must be below 2^31. Take a longer interval.");
        }

        _signal = new PumpSignal(seed, every);
        _intervalTicks = every.Ticks;
        _missingKey = CounterHash.Mix(seed ^ 0x6D697373);
        _keyDigits = Math.Max(3, (pumps - 1).ToString().Length);
        _profiles = new PumpProfile[pumps];
        for (int pump = 0; pump < pumps; pump++)
        {
            _profiles[pump] = new PumpProfile(seed, pump);
        }
    }

    internal PumpSchedule Schedule { get; }

    public override string EntityKey(int entity)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)entity, (uint)Entities, nameof(entity));
        return "pump-" + entity.ToString().PadLeft(_keyDigits, '0');
    }

    internal PumpProfile Profile(int pump) => _profiles[pump];

    /// <summary>The pumps report evenly spread over the interval, on whole seconds.</summary>
    internal long TimeOf(long slot, int pump)
    {
        long within = _intervalTicks * pump / Entities;
        return StartTicks + (slot * _intervalTicks) + within - (within % TimeSpan.TicksPerSecond);
    }

    /// <summary>Fills <paramref name="values"/> [8] with what arrives from a pump in a slot, under an incident or (kind None) without.</summary>
    internal void Measure(int pump, long slot, in PumpIncident incident, Span<float> values)
    {
        PumpProfile profile = _profiles[pump];
        Span<double> readings = stackalloc double[PumpSignal.Channels];
        _signal.Read(profile, slot, readings);
        if (incident.Kind != AnomalyKind.None)
        {
            PumpFault.Apply(_signal, profile, incident, slot, readings);
        }

        values[PumpSignal.Level] = Resolution.Round(readings[PumpSignal.Level], 100);
        values[PumpSignal.Flow] = Resolution.Round(readings[PumpSignal.Flow], 100);
        values[PumpSignal.Pressure] = Resolution.Round(readings[PumpSignal.Pressure], 1000);
        values[PumpSignal.Temperature] = Resolution.Round(readings[PumpSignal.Temperature], 100);
        values[PumpSignal.Vibration] = Resolution.Round(readings[PumpSignal.Vibration], 1000);
        values[PumpSignal.Speed] = Resolution.Round(readings[PumpSignal.Speed], 10);
        values[PumpSignal.Power] = Resolution.Round(readings[PumpSignal.Power], 100);
        values[PumpSignal.Current] = Resolution.Round(readings[PumpSignal.Current], 100);

        ulong missing = CounterHash.At(profile.Key ^ _missingKey, slot);
        if (CounterHash.Uniform(missing) < RowsWithMissing)
        {
            // The low bits are not part of the uniform number.
            values[(int)(missing & 7)] = float.NaN;
        }
    }

    internal override SimulatedDay NewDay() => new PumpDay(this);

    internal override void AddCounts(int day, Span<long> counts)
    {
        for (int pump = 0; pump < _profiles.Length; pump++)
        {
            PumpIncident incident = Schedule.IncidentOf(_profiles[pump], day);
            (int gapFrom, int gapTo) = Schedule.GapOn(_profiles[pump], day, incident);
            (int silenceFrom, int silenceTo) = Schedule.SilenceOn(day, incident);
            counts[pump] += Schedule.SlotsPerDay - (gapTo - gapFrom) - (silenceTo - silenceFrom);
        }
    }

    private static Schema CreateSchema() => new(
    [
        Channel.Number("flow"),
        Channel.Number("pressure"),
        Channel.Number("temperature"),
        Channel.Number("vibration"),
        Channel.Number("speed"),
        Channel.Number("power"),
        Channel.Number("current"),
        Channel.Number("level"),
    ]);
}
