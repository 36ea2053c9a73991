using System.Diagnostics;
using System.Runtime.InteropServices;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Features;
using StreamAe.Monitoring.Thresholds;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Monitoring.Entities;

/// <summary>
/// Where what the entities of a monitor remember beside <see cref="EntityState"/> lies: one slot an entity, of
/// [<see cref="ResidualDrift"/>][<see cref="SeasonalProfile"/> a number][<see cref="ChannelScores"/>][<see cref="RecentPeaks"/>][<see cref="DriftWatch"/>]
/// [<see cref="ExcessTail"/>], those parts that the
/// monitor asks for. An entity gets its slot when it first has something to remember; zeros are what one without a slot would remember.
/// </summary>
internal sealed class EntityMemory
{
    public const int NoSlot = -1;

    private readonly SlotArena? _arena;
    private readonly int _features;
    private readonly int _driftFloats;
    private readonly int _seasonFloats;
    private readonly int _channelFloats;
    private readonly int _peakFloats;
    private readonly int _tailFloats;
    private readonly int _watchFloats;

    /// <param name="features">D, of the models.</param>
    public EntityMemory(MonitorDefinition definition, FeatureEncoder encoder, int features)
    {
        _features = features;
        _driftFloats = definition.Score.Drift == DriftHandling.Follow ? ResidualDrift.FloatsOf(features) : 0;
        if (definition.Season != Definitions.Season.None)
        {
            Removal = new SeasonRemoval(encoder);
            _seasonFloats = Removal.Floats;
        }

        if (definition.Score.Channels != ScoreChannels.None)
        {
            Channels = new ChannelScores(definition.Score);
            _channelFloats = Channels.Floats;
        }

        _peakFloats = definition.Alert.Peak > TimeSpan.Zero ? RecentPeaks.Floats : 0;
        _tailFloats = definition.Threshold.Rule.Policy == ThresholdPolicy.Pot ? ExcessTail.Floats : 0;
        _watchFloats = definition.Training.OnDrift.Detector != DriftDetector.None ? DriftWatch.Floats : 0;
        Floats = _driftFloats + _seasonFloats + _channelFloats + _peakFloats + _watchFloats + _tailFloats;
        _arena = Floats == 0 ? null : new SlotArena(Floats);
    }

    /// <summary>Floats an entity stores.</summary>
    public int Floats { get; }

    public bool FollowsDrift => _driftFloats > 0;

    public bool SeesPeaks => _peakFloats > 0;

    public bool LearnsTail => _tailFloats > 0;

    public bool WatchesDrift => _watchFloats > 0;

    /// <summary>Null where nothing is taken away.</summary>
    public SeasonRemoval? Removal { get; }

    /// <summary>Null where models alone score.</summary>
    public ChannelScores? Channels { get; }

    /// <summary>Slots in use.</summary>
    public int Used => _arena?.Used ?? 0;

    /// <summary>Bytes of a slot; 0 where entities remember nothing.</summary>
    public long SlotBytes => _arena?.SlotBytes ?? 0;

    public long UsedBytes => _arena is null ? 0 : _arena.Used * _arena.SlotBytes;

    /// <summary>[2·D], empty where drift is not followed or nothing was judged yet.</summary>
    public Span<float> Drift(int slot) => slot == NoSlot || _arena is null ? [] : _arena[slot][.._driftFloats];

    public Span<float> Season(ref int slot) => Of(ref slot).Slice(_driftFloats, _seasonFloats);

    public Span<float> ChannelsOf(ref int slot) => Of(ref slot).Slice(_driftFloats + _seasonFloats, _channelFloats);

    public ref RecentPeaks Peaks(ref int slot) =>
        ref MemoryMarshal.Cast<float, RecentPeaks>(Of(ref slot).Slice(_driftFloats + _seasonFloats + _channelFloats, _peakFloats))[0];

    /// <summary>[<see cref="ExcessTail.Floats"/>], empty where none is kept.</summary>
    public Span<float> Tail(ref int slot) => _tailFloats == 0 ? [] : Of(ref slot)[^_tailFloats..];

    public ref DriftWatch Watch(ref int slot) => ref MemoryMarshal.Cast<float, DriftWatch>(
        Of(ref slot).Slice(_driftFloats + _seasonFloats + _channelFloats + _peakFloats, _watchFloats))[0];

    /// <summary>As another model's training left the drift.</summary>
    public void BeginDrift(ref int slot, Models.EntityModel model) => new ResidualDrift(Of(ref slot)[.._driftFloats], _features).Reset(model);

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
        if (slot == NoSlot)
        {
            target.Clear();
        }
        else
        {
            MemoryMarshal.AsBytes(_arena![slot][..Floats]).CopyTo(target);
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
}
