using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;

namespace StreamAe.Monitoring.Features.History;

/// <summary>
/// Which values an entity has had of late: 32 sets of four, the newest of a set first, of which the oldest is forgotten when a fifth comes. So
/// about the last hundred values are known, in fixed memory that never fills up. A value is kept as sixteen bits of its hash: one new value in
/// 16,000 is taken for one that is known. State: [sets × 4 × 16 bits]; zeros are nothing seen.
/// </summary>
internal readonly ref struct SeenValues
{
    private const int Sets = 32;
    private const int Ways = 4;

    public const int Floats = Sets * Ways * sizeof(ushort) / sizeof(float);

    private readonly Span<ushort> _tags;

    public SeenValues(Span<float> state)
    {
        Debug.Assert(state.Length == Floats, "What was seen has a state of its own length.");
        _tags = MemoryMarshal.Cast<float, ushort>(state);
    }

    /// <summary>Whether a value is new; it is known then.</summary>
    public bool Add(float value)
    {
        // The finaliser of MurmurHash3: near numbers are not near any more.
        uint hash = BitConverter.SingleToUInt32Bits(value == 0 ? 0 : value);
        hash = (hash ^ (hash >> 16)) * 0x85EB_CA6B;
        hash = (hash ^ (hash >> 13)) * 0xC2B2_AE35;
        hash ^= hash >> 16;
        ushort tag = (ushort)Math.Max(hash & 0xFFFF, 1);
        Span<ushort> set = _tags.Slice((int)(BitOperations.RotateLeft(hash, 16) % Sets) * Ways, Ways);
        int at = set.IndexOf(tag);
        set[..(at < 0 ? Ways - 1 : at)].CopyTo(set[1..]);
        set[0] = tag;
        return at < 0;
    }
}
