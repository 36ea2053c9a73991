namespace StreamAe.Monitoring.Simulation;

/// <summary>What makes one pump itself: size, duty, sensitivities, wear. Drawn once from the pump's key, constant for ever.</summary>
internal sealed class PumpProfile
{
    private const double TwoPi = 2 * Math.PI;

    public PumpProfile(ulong seed, int pump)
    {
        Key = CounterHash.At(CounterHash.Mix(seed ^ 0x70756D70), pump);
        NoiseKey = CounterHash.At(Key, -2);
        DemandKey = CounterHash.At(Key, -3);
        InflowKey = CounterHash.At(Key, -4);
        VibrationKey = CounterHash.At(Key, -5);
        HydraulicKey = CounterHash.At(Key, -6);
        CoolingKey = CounterHash.At(Key, -7);

        var draws = new HashDraws(CounterHash.At(Key, -1));
        RatedSpeed = (draws.Chance(0.6) ? 1450 : 2900) * draws.Between(0.985, 1.015);
        RatedFlow = Math.Clamp(draws.LogNormal(80, 0.6), 15, 400);
        StaticPressure = draws.Between(0.4, 1.8);
        RatedPressure = draws.Between(2, 8);
        double efficiency = draws.Between(0.58, 0.8);

        // Hydraulic power in kW of m³/h against bar is their product over 36.
        RatedPower = RatedFlow * (StaticPressure + RatedPressure) / 36 / efficiency;
        AmperesPerKilowatt = 1000 / (Math.Sqrt(3) * 400 * draws.Between(0.8, 0.9));

        BaseLoad = draws.Between(0.64, 0.78);
        DailySwing = draws.Between(0.06, 0.15);
        HalfDailySwing = draws.Between(0.02, 0.06);
        double dailyPeak = TwoPi * draws.Normal(14, 1.5) / 24;
        (DailySin, DailyCos) = Math.SinCos(dailyPeak);
        (HalfDailySin, HalfDailyCos) = Math.SinCos(2 * TwoPi * draws.Normal(7.5, 1) / 24);
        WeekendSwing = draws.Between(0.3, 0.9);
        WeekendDrop = draws.Between(0.0, 0.08);
        DemandSwing = draws.Between(0.012, 0.03);
        InflowSwing = draws.Between(0.08, 0.2);

        BaseTemperature = draws.Between(14, 20);
        TemperatureRise = draws.Between(25, 50);
        WeatherShare = draws.Between(0.4, 1);
        ThermalLagHours = draws.Between(0.8, 2);
        (LagSin, LagCos) = Math.SinCos(TwoPi * ThermalLagHours / 24);

        BaseVibration = draws.Between(0.9, 2.2);
        BaseLevel = draws.Between(45, 60);
        TankGain = draws.Between(18, 32);

        Wears = draws.Chance(0.3);
        WearLimit = Wears ? draws.Between(0.3, 0.8) : 0;
        WearHours = 24 * draws.Between(40, 120);
        NoiseFactor = draws.Between(0.6, 1.5);
        ScheduleOffsetDays = draws.Integer(0, PumpSchedule.EpochDays - 1);
    }

    public ulong Key { get; }

    public ulong NoiseKey { get; }

    public ulong DemandKey { get; }

    public ulong InflowKey { get; }

    public ulong VibrationKey { get; }

    public ulong HydraulicKey { get; }

    public ulong CoolingKey { get; }

    /// <summary>Revolutions per minute at load 1.</summary>
    public double RatedSpeed { get; }

    /// <summary>m³/h at load 1.</summary>
    public double RatedFlow { get; }

    /// <summary>bar at standstill: the height of the water column.</summary>
    public double StaticPressure { get; }

    /// <summary>bar added at load 1.</summary>
    public double RatedPressure { get; }

    /// <summary>kW at load 1.</summary>
    public double RatedPower { get; }

    public double AmperesPerKilowatt { get; }

    public double BaseLoad { get; }

    public double DailySwing { get; }

    public double HalfDailySwing { get; }

    /// <summary>Sine and cosine of the hour of the daily maximum, as an angle; likewise for the half-day wave.</summary>
    public double DailySin { get; }

    public double DailyCos { get; }

    public double HalfDailySin { get; }

    public double HalfDailyCos { get; }

    /// <summary>Share of the daily waves that is left at the weekend.</summary>
    public double WeekendSwing { get; }

    /// <summary>Load taken off at the weekend.</summary>
    public double WeekendDrop { get; }

    /// <summary>Deviation of the slow random part of the load.</summary>
    public double DemandSwing { get; }

    /// <summary>Deviation, in load hours, of the random water that comes and has to be pumped away.</summary>
    public double InflowSwing { get; }

    /// <summary>°C of the casing at standstill in mild weather.</summary>
    public double BaseTemperature { get; }

    /// <summary>K above that at load 1.</summary>
    public double TemperatureRise { get; }

    /// <summary>How much of the weather reaches the casing.</summary>
    public double WeatherShare { get; }

    public double ThermalLagHours { get; }

    /// <summary>Sine and cosine of the thermal lag as an angle of the day.</summary>
    public double LagSin { get; }

    public double LagCos { get; }

    /// <summary>mm/s at load 1, as new.</summary>
    public double BaseVibration { get; }

    /// <summary>Percent of the tank at mean load.</summary>
    public double BaseLevel { get; }

    /// <summary>Percent of the tank drawn by an hour at load 1 above the mean.</summary>
    public double TankGain { get; }

    public bool Wears { get; }

    /// <summary>Wear after a very long time; 0 for a pump that does not wear.</summary>
    public double WearLimit { get; }

    public double WearHours { get; }

    /// <summary>Sensor noise relative to the usual.</summary>
    public double NoiseFactor { get; }

    public int ScheduleOffsetDays { get; }
}
