using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StreamAe.Monitoring.Features.History;

/// <summary>
/// The smallest, or the largest, of an entity's values of late. A window is eight parts of event time, each of which keeps its own extreme: the
/// present part and the seven before it count. So a value is never older than the window, is forgotten no sooner than after seven eighths
/// of it, and the state is small whatever the rate. A part begins at a multiple of its length. Zeros are nothing seen.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = sizeof(float))]
internal struct RollingExtremes
{
    public const int Floats = (sizeof(long) / sizeof(float)) + 1 + Parts;

    /// <summary>Of a window.</summary>
    public const int Parts = 8;

    private const uint AllParts = (1u << Parts) - 1;
    private const uint HasBegun = 1u << Parts;

    // Number of the present part: the newest there was.
    private long _newest;

    // Bit i: the part i before the present one has an extreme. Bit 8: there is a present part.
    private uint _known;

    // By the part's number, modulo 8.
    private Extremes _extremes;

    /// <summary>Time goes on to an observation; one that goes back moves nothing.</summary>
    /// <param name="part">Number of the part of the event time.</param>
    public void MoveTo(long part)
    {
        long passed = part - _newest;
        if (_known == 0 || passed > 0)
        {
            _known = HasBegun | (passed >= Parts ? 0 : (_known << (int)passed) & AllParts);
            _newest = part;
        }
    }

    /// <summary>NaN where nothing is known of the window.</summary>
    public readonly float Of(bool isLargest)
    {
        float extreme = float.NaN;
        for (int age = 0; age < Parts; age++)
        {
            if ((_known >> age & 1) != 0)
            {
                float value = _extremes[SlotOf(_newest - age)];
                extreme = float.IsNaN(extreme) ? value : isLargest ? Math.Max(extreme, value) : Math.Min(extreme, value);
            }
        }

        return extreme;
    }

    /// <summary>Learns a value; one that is missing, or older than the window, says nothing.</summary>
    /// <param name="part">Number of the part of the event time.</param>
    public void Add(long part, float value, bool isLargest)
    {
        long age = _newest - part;
        if (!float.IsFinite(value) || age is < 0 or >= Parts)
        {
            return;
        }

        ref float extreme = ref _extremes[SlotOf(part)];
        uint bit = 1u << (int)age;
        extreme = (_known & bit) == 0 ? value : isLargest ? Math.Max(extreme, value) : Math.Min(extreme, value);
        _known |= bit;
    }

    private static int SlotOf(long part) => (int)(part & (Parts - 1));

    [InlineArray(Parts)]
    private struct Extremes
    {
        private float _first;
    }
}
