using System.Diagnostics;
using System.Runtime.InteropServices;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Features;
using StreamAe.Monitoring.Features.History;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Thresholds;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Monitoring.Entities;

/// <summary>
/// Where what the entities of a monitor remember beside <see cref="EntityState"/> lies: one slot an entity, with those parts that the monitor asks
/// for, one after the other. An entity gets its slot when it first has something to remember; zeros are what one without a slot would remember.
/// </summary>
internal sealed class EntityMemory
{
    public const int NoSlot = -1;

    private readonly SlotArena? _arena;
    private readonly int _features;
    private readonly Part _drift;
    private readonly Part _season;
    private readonly Part _channels;
    private readonly Part _peaks;
    private readonly Part _watch;
    private readonly Part _excess;
    private readonly Part _history;
    private readonly Part _tails;
    private readonly Part _stuck;
    private readonly Part _late;

    /// <param name="features">D, of the models.</param>
    public EntityMemory(MonitorDefinition definition, FeatureEncoder encoder, Schema schema, int features)
    {
        _features = features;
        Removal = definition.Season != Definitions.Season.None ? new SeasonRemoval(encoder) : null;
        Channels = definition.Score.Channels != ScoreChannels.None ? new ChannelScores(definition.Score) : null;
        History = HistoryFeatures.Of(encoder, schema);
        Tails = definition.Score.Tails.Count > 0 ? new TailScores(definition, encoder) : null;
        Stuck = definition.Data.StuckFactor > 0 ? new StuckValues(encoder, definition.Data.StuckFactor) : null;

        _drift = Add(definition.Score.Drift == DriftHandling.Follow ? ResidualDrift.FloatsOf(features) : 0);
        _season = Add(Removal?.Floats ?? 0);
        _channels = Add(Channels?.Floats ?? 0);
        _peaks = Add(definition.Alert.Peak > TimeSpan.Zero ? RecentPeaks.Floats : 0);
        _watch = Add(definition.Training.OnDrift.Detector != DriftDetector.None ? DriftWatch.Floats : 0);
        _excess = Add(definition.Threshold.Rule.Policy == ThresholdPolicy.Pot ? ExcessTail.Floats : 0);
        _history = Add(History?.Floats ?? 0);
        _tails = Add(Tails?.Floats ?? 0);
        _stuck = Add(Stuck?.Floats ?? 0);
        _late = Add(definition.Data.LateRows > 0 ? LateRows.Floats : 0);
        _arena = Floats == 0 ? null : new SlotArena(Floats);

        Part Add(int floats)
        {
            var part = new Part(Floats, floats);
            Floats += floats;
            return part;
        }
    }

    /// <summary>Floats an entity stores.</summary>
    public int Floats { get; private set; }

    public bool FollowsDrift => _drift.Floats > 0;

    public bool SeesPeaks => _peaks.Floats > 0;

    public bool SeesLateRows => _late.Floats > 0;

    public bool WatchesDrift => _watch.Floats > 0;

    /// <summary>Entities keep an <see cref="ExcessTail"/>.</summary>
    public bool LearnsExcess => _excess.Floats > 0;

    /// <summary>Null where nothing is taken away.</summary>
    public SeasonRemoval? Removal { get; }

    /// <summary>Null where models alone score.</summary>
    public ChannelScores? Channels { get; }

    /// <summary>Null where no feature asks what the entity did before.</summary>
    public HistoryFeatures? History { get; }

    /// <summary>Null where scores are no tails.</summary>
    public TailScores? Tails { get; }

    /// <summary>Null where nobody asks for numbers that stand still.</summary>
    public StuckValues? Stuck { get; }

    /// <summary>Slots in use.</summary>
    public int Used => _arena?.Used ?? 0;

    /// <summary>Bytes of a slot; 0 where entities remember nothing.</summary>
    public long SlotBytes => _arena?.SlotBytes ?? 0;

    public long UsedBytes => _arena is null ? 0 : _arena.Used * _arena.SlotBytes;

    /// <summary>[2·D], empty where drift is not followed or nothing was judged yet.</summary>
    public Span<float> Drift(int slot) => slot == NoSlot || _arena is null ? [] : _drift.Of(_arena[slot]);

    public Span<float> Season(ref int slot) => _season.Of(Of(ref slot));

    public Span<float> ChannelsOf(ref int slot) => _channels.Of(Of(ref slot));

    public ref RecentPeaks Peaks(ref int slot) => ref MemoryMarshal.Cast<float, RecentPeaks>(_peaks.Of(Of(ref slot)))[0];

    public ref DriftWatch Watch(ref int slot) => ref MemoryMarshal.Cast<float, DriftWatch>(_watch.Of(Of(ref slot)))[0];

    /// <summary>[<see cref="ExcessTail.Floats"/>], empty where none is kept.</summary>
    public Span<float> Excess(ref int slot) => _excess.Floats == 0 ? [] : _excess.Of(Of(ref slot));

    public Span<float> HistoryOf(ref int slot) => _history.Of(Of(ref slot));

    public Span<float> TailsOf(ref int slot) => _tails.Of(Of(ref slot));

    public Span<float> StuckOf(ref int slot) => _stuck.Of(Of(ref slot));

    public ref LateRows LateRowsOf(ref int slot) => ref MemoryMarshal.Cast<float, LateRows>(_late.Of(Of(ref slot)))[0];

    /// <summary>As another model's training left the drift.</summary>
    public void BeginDrift(ref int slot, Models.EntityModel model) => new ResidualDrift(_drift.Of(Of(ref slot)), _features).Reset(model);

    public void Prefetch(int slot)
    {
        if (slot != NoSlot)
        {
            Span<float> memory = _arena![slot];
            CachePrefetch.Floats(memory, 0, memory.Length);
        }
    }

    /// <summary>Gives the slot back.</summary>
    public void Leave(ref int slot)
    {
        if (slot != NoSlot)
        {
            _arena!.Free(slot);
            slot = NoSlot;
        }
    }

    /// <param name="target">[<see cref="Floats"/>] as bytes.</param>
    public void Write(int slot, Span<byte> target)
    {
        if (_arena is null)
        {
            return;
        }

        if (slot == NoSlot)
        {
            target.Clear();
        }
        else
        {
            MemoryMarshal.AsBytes(_arena[slot][..Floats]).CopyTo(target);
        }
    }

    /// <summary>Puts back what was written; a state of zeros needs no slot.</summary>
    public void Restore(ref int slot, ReadOnlySpan<byte> stored)
    {
        if (stored.ContainsAnyExcept((byte)0))
        {
            stored.CopyTo(MemoryMarshal.AsBytes(Of(ref slot)));
        }
    }

    private Span<float> Of(ref int slot)
    {
        Debug.Assert(_arena is not null, "A monitor whose entities remember nothing has no slots.");
        if (slot == NoSlot)
        {
            slot = _arena.Allocate();
            _arena[slot].Clear();
        }

        return _arena[slot][..Floats];
    }

    /// <summary>What one part of the memory takes of a slot.</summary>
    private readonly record struct Part(int Start, int Floats)
    {
        public Span<float> Of(Span<float> slot) => slot.Slice(Start, Floats);
    }
}
