using System.Diagnostics;

namespace StreamAe.Monitoring.Simulation;

/// <summary>
/// The readings of a healthy pump as a function of time. The load follows a daily wave (weaker at the weekend) and smooth noise;
/// the rest follows from the load r: speed ∝ r, flow ∝ r, pressure = static + ∝ r², power ∝ r³ (affinity laws), current ∝
/// power, temperature from the power of an hour or two ago and the weather, vibration from speed and wear, level from the
/// integral of the load, which is exact since every part of the load that moves it has one in closed form.
/// Hours are counted from the start of the stream, a Monday midnight.
/// </summary>
internal sealed class PumpSignal
{
    public const int Flow = 0;
    public const int Pressure = 1;
    public const int Temperature = 2;
    public const int Vibration = 3;
    public const int Speed = 4;
    public const int Power = 5;
    public const int Current = 6;
    public const int Level = 7;
    public const int Channels = 8;

    private const double TwoPi = 2 * Math.PI;
    private const double HoursPerWeek = 168;
    private const double Saturday = 120;

    /// <summary>Scale of the water that has to be pumped away, in hours.</summary>
    private const double InflowHours = 8;

    /// <summary>Half the time in which the weekend comes and goes.</summary>
    private const double WeekendRampHours = 1.5;

    private readonly double _intervalHours;
    private readonly ulong _weatherKey;
    private readonly ulong _mainsKey;

    /// <summary>Sines and cosines of the time of day at each slot.</summary>
    private readonly (double Sin, double Cos)[] _dayAngle;

    public PumpSignal(ulong seed, TimeSpan interval)
    {
        _intervalHours = interval.TotalHours;
        _weatherKey = CounterHash.Mix(seed ^ 0x77656174);
        _mainsKey = CounterHash.Mix(seed ^ 0x6D61696E);
        _dayAngle = new (double, double)[TimeSpan.TicksPerDay / interval.Ticks];
        for (int slot = 0; slot < _dayAngle.Length; slot++)
        {
            _dayAngle[slot] = Math.SinCos(TwoPi * slot / _dayAngle.Length);
        }
    }

    /// <summary>
    /// Fills <paramref name="values"/> [8] with what the sensors of a healthy pump read in a slot. With
    /// <paramref name="opposedBy"/> ≠ 0 the load of the moment is mirrored at its mean, half as far, and moved by that much:
    /// readings within the usual range that do not fit those of the true load.
    /// </summary>
    public void Read(PumpProfile pump, long slot, Span<double> values, double opposedBy = 0)
    {
        Debug.Assert(values.Length == Channels, "One place a channel.");
        double hours = slot * _intervalHours;
        double weekend = Weekend(hours);
        double swing = 1 - weekend * (1 - pump.WeekendSwing);
        (double daySin, double dayCos) = _dayAngle[slot % _dayAngle.Length];

        double slowDemand = LatticeNoise.At(pump.DemandKey, hours / 31) + LatticeNoise.At(pump.DemandKey + 1, hours / 6.1);
        (double inflow, double inflowSlope) = LatticeNoise.WithSlope(pump.InflowKey, hours / InflowHours);
        double load = pump.BaseLoad - weekend * pump.WeekendDrop
            + swing * Seasonal(pump, daySin, dayCos)
            + pump.DemandSwing * (slowDemand + 0.5 * LatticeNoise.At(pump.DemandKey + 2, hours / 0.9))
            + pump.InflowSwing * inflowSlope / InflowHours;
        if (opposedBy != 0)
        {
            load = pump.BaseLoad - 0.5 * (load - pump.BaseLoad) + opposedBy;
        }

        load = Math.Clamp(load, 0.3, 1.2);

        // Heat smooths: the fast noise is gone and the wave comes later by the lag.
        double earlierSin = daySin * pump.LagCos - dayCos * pump.LagSin;
        double earlierCos = dayCos * pump.LagCos + daySin * pump.LagSin;
        double warmLoad = pump.BaseLoad - weekend * pump.WeekendDrop
            + swing * Seasonal(pump, earlierSin, earlierCos)
            + pump.DemandSwing * (LatticeNoise.At(pump.DemandKey, (hours - pump.ThermalLagHours) / 31)
                + 0.8 * LatticeNoise.At(pump.DemandKey + 1, (hours - pump.ThermalLagHours) / 6.1));

        // The integral of the waves: a quarter of a wave later.
        double drawn = swing * (pump.DailySwing * (daySin * pump.DailyCos - dayCos * pump.DailySin) * (24 / TwoPi)
            + pump.HalfDailySwing * HalfDailySine(pump, daySin, dayCos) * (12 / TwoPi));

        double wear = pump.Wears ? pump.WearLimit * (1 - Math.Exp(-hours / pump.WearHours)) : 0;
        double hydraulic = 1 + 0.006 * LatticeNoise.At(pump.HydraulicKey, hours / 45);
        double square = load * load;
        double shake = LatticeNoise.At(pump.VibrationKey, hours / 2.3);

        ulong noise = CounterHash.At(pump.NoiseKey, slot);
        double factor = pump.NoiseFactor;
        double mains = 0.004 * CounterHash.Bell(CounterHash.At(_mainsKey, slot));
        double power = pump.RatedPower * square * load * (1 + 0.12 * wear) / hydraulic;

        values[Flow] = pump.RatedFlow * load * hydraulic * (1 - 0.04 * wear) * (1 + 0.008 * factor * Noise(noise, Flow));
        values[Pressure] = (pump.StaticPressure + pump.RatedPressure * square * hydraulic * (1 - 0.06 * wear))
            * (1 + 0.005 * factor * Noise(noise, Pressure));
        values[Temperature] = pump.BaseTemperature + pump.TemperatureRise * warmLoad * warmLoad * warmLoad * (1 + 0.12 * wear)
            + pump.WeatherShare * Weather(hours, daySin, dayCos)
            + 0.5 * LatticeNoise.At(pump.CoolingKey, hours / 11) + 0.2 * factor * Noise(noise, Temperature);
        values[Vibration] = pump.BaseVibration * (0.35 + 0.65 * square) * (1 + wear) * (1 + 0.06 * shake)
            * (1 + 0.05 * factor * Noise(noise, Vibration));
        values[Speed] = pump.RatedSpeed * load * (1 + 0.0015 * factor * Noise(noise, Speed));
        values[Power] = power * (1 + 0.006 * factor * Noise(noise, Power));
        values[Current] = power * pump.AmperesPerKilowatt * (1 - mains) * (1 + 0.006 * factor * Noise(noise, Current));
        values[Level] = Math.Clamp(
            pump.BaseLevel - pump.TankGain * (drawn + pump.InflowSwing * inflow) + 0.15 * factor * Noise(noise, Level),
            0,
            100);
    }

    private static double Noise(ulong noise, int channel) => CounterHash.Bell(CounterHash.At(noise, channel));

    /// <summary>The daily and half-daily wave of a pump at a time of day given as sine and cosine.</summary>
    private static double Seasonal(PumpProfile pump, double sin, double cos)
    {
        double halfCos = cos * cos - sin * sin;
        double halfSin = 2 * sin * cos;
        return pump.DailySwing * (cos * pump.DailyCos + sin * pump.DailySin)
            + pump.HalfDailySwing * (halfCos * pump.HalfDailyCos + halfSin * pump.HalfDailySin);
    }

    private static double HalfDailySine(PumpProfile pump, double sin, double cos) =>
        2 * sin * cos * pump.HalfDailyCos - (cos * cos - sin * sin) * pump.HalfDailySin;

    /// <summary>1 on Saturday and Sunday, 0 on working days, with smooth ramps around midnight.</summary>
    private static double Weekend(double hours)
    {
        double inWeek = hours % HoursPerWeek;
        double toMonday = inWeek < WeekendRampHours ? inWeek : inWeek - HoursPerWeek;
        return inWeek < WeekendRampHours || toMonday > -WeekendRampHours
            ? 1 - Ramp(toMonday)
            : Ramp(inWeek - Saturday);
    }

    private static double Ramp(double hours)
    {
        double f = Math.Clamp((hours + WeekendRampHours) / (2 * WeekendRampHours), 0, 1);
        return f * f * (3 - 2 * f);
    }

    /// <summary>K against a mild day: winter to summer, night to afternoon, and spells of days.</summary>
    private double Weather(double hours, double daySin, double dayCos)
    {
        // 15:00 is the warmest hour: cos(θ − 15/24·2π).
        double day = -0.7071 * dayCos - 0.7071 * daySin;
        return -6 * Math.Cos(TwoPi * (hours / 24 - 14) / 365.25) + 2.5 * day
            + 2.5 * LatticeNoise.At(_weatherKey, hours / 70) + 0.8 * LatticeNoise.At(_weatherKey + 1, hours / 9);
    }
}
