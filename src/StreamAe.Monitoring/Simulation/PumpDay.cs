namespace StreamAe.Monitoring.Simulation;

/// <summary>
/// One day of the pumps: a grid of slots × pumps, slot by slot, less the readings that are missed. Per slot the absent pumps are
/// listed in rising order, so that the n-th present one is found by stepping over them.
/// </summary>
internal sealed class PumpDay(PumpStream stream) : SimulatedDay(stream)
{
    private readonly PumpStream _stream = stream;
    private readonly PumpIncident[] _incidents = new PumpIncident[stream.Entities];
    private readonly (int From, int To)[] _gaps = new (int, int)[stream.Entities];
    private readonly (int From, int To)[] _silences = new (int, int)[stream.Entities];

    /// <summary>[slots + 1]: where a slot's absent pumps begin in <see cref="_absent"/>.</summary>
    private readonly int[] _absentStart = new int[stream.Schedule.SlotsPerDay + 1];

    private int[] _absent = new int[64];

    public override SimulatedEvent Read(int offset, Span<float> values, bool inject)
    {
        (int slotOfDay, int pump) = Locate(offset);
        long slot = (long)Number * _stream.Schedule.SlotsPerDay + slotOfDay;
        ref readonly PumpIncident incident = ref _incidents[pump];
        bool anomalous = incident.Labels(slot);
        _stream.Measure(pump, slot, anomalous && inject ? incident : default, values);
        return new SimulatedEvent(
            pump,
            SentBefore[pump] + slotOfDay - AbsentBefore(pump, slotOfDay),
            _stream.TimeOf(slot, pump),
            anomalous ? (sbyte)1 : (sbyte)0,
            anomalous ? incident.Kind : AnomalyKind.None);
    }

    public override long CountBefore(int entity, int offset)
    {
        (int slotOfDay, int pump) = Locate(offset);
        bool sentInSlot = entity < pump && AbsentBefore(entity, slotOfDay + 1) == AbsentBefore(entity, slotOfDay);
        return SentBefore[entity] + slotOfDay - AbsentBefore(entity, slotOfDay) + (sentInSlot ? 1 : 0);
    }

    protected override void AddSent(Span<long> counts)
    {
        int slots = _stream.Schedule.SlotsPerDay;
        for (int pump = 0; pump < _incidents.Length; pump++)
        {
            counts[pump] += slots - AbsentBefore(pump, slots);
        }
    }

    protected override int Build(int number)
    {
        PumpSchedule schedule = _stream.Schedule;
        Array.Clear(_absentStart);
        for (int pump = 0; pump < _incidents.Length; pump++)
        {
            PumpProfile profile = _stream.Profile(pump);
            _incidents[pump] = schedule.IncidentOf(profile, number);
            _gaps[pump] = schedule.GapOn(profile, number, _incidents[pump]);
            _silences[pump] = schedule.SilenceOn(number, _incidents[pump]);
            CountAbsent(_gaps[pump]);
            CountAbsent(_silences[pump]);
        }

        int absent = 0;
        for (int slot = 0; slot < _absentStart.Length; slot++)
        {
            (_absentStart[slot], absent) = (absent, absent + _absentStart[slot]);
        }

        if (_absent.Length < absent)
        {
            _absent = new int[Math.Max(absent, 2 * _absent.Length)];
        }

        // Each slot's list is filled in pump order, its start moving to its end: the start of the next.
        for (int pump = 0; pump < _incidents.Length; pump++)
        {
            Fill(_gaps[pump], pump);
            Fill(_silences[pump], pump);
        }

        for (int slot = _absentStart.Length - 1; slot > 0; slot--)
        {
            _absentStart[slot] = _absentStart[slot - 1];
        }

        _absentStart[0] = 0;
        return (schedule.SlotsPerDay * _incidents.Length) - absent;
    }

    private void CountAbsent((int From, int To) range)
    {
        for (int slot = range.From; slot < range.To; slot++)
        {
            _absentStart[slot]++;
        }
    }

    private void Fill((int From, int To) range, int pump)
    {
        for (int slot = range.From; slot < range.To; slot++)
        {
            _absent[_absentStart[slot]++] = pump;
        }
    }

    private (int SlotOfDay, int Pump) Locate(int offset)
    {
        int pumps = _incidents.Length;

        // Absences only move events forward, so the slot of a full grid is a lower bound, and a near one.
        int slot = offset / pumps;
        while (((slot + 1) * pumps) - _absentStart[slot + 1] <= offset)
        {
            slot++;
        }

        int pump = offset - ((slot * pumps) - _absentStart[slot]);
        for (int i = _absentStart[slot]; i < _absentStart[slot + 1] && _absent[i] <= pump; i++)
        {
            pump++;
        }

        return (slot, pump);
    }

    /// <summary>How many readings of the slots before <paramref name="slotOfDay"/> the pump did not send.</summary>
    private int AbsentBefore(int pump, int slotOfDay)
    {
        (int gapFrom, int gapTo) = _gaps[pump];
        (int silenceFrom, int silenceTo) = _silences[pump];
        return Math.Clamp(slotOfDay, gapFrom, gapTo) - gapFrom + Math.Clamp(slotOfDay, silenceFrom, silenceTo) - silenceFrom;
    }
}
