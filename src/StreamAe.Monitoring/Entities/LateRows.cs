using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Monitoring.Entities;

/// <summary>
/// Whether an entity's rows come late: with event times before the newest it has had, as those of a device whose clock was set back, or that sends what
/// it held back behind what is new. A row or two out of order are what networks do; an entity is late when so many of its last
/// <see cref="Looked"/> rows came so, whether they were judged or refused, until as many in a row come in order. All zeros is the state of nothing seen.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = sizeof(int))]
internal struct LateRows
{
    /// <summary>Of <see cref="PreparedRow.Late"/>: not late, or one of too few.</summary>
    public const float None = 0;

    /// <summary>Of <see cref="PreparedRow.Late"/>: one more of an entity that was told to be late.</summary>
    public const float Still = -1;

    /// <summary>Rows looked back at.</summary>
    public const int Looked = 64;

    // The last rows as they came, the newest in bit 0: 1 late.
    private ulong _recent;
    private int _isLate;

    public static int Floats => Unsafe.SizeOf<LateRows>() / sizeof(float);

    /// <summary>Takes a row in, before the entity's newest time follows it.</summary>
    /// <param name="rows">See <see cref="Definitions.DataDefinition.LateRows"/>.</param>
    /// <param name="newest">Of the rows before it, ticks; <see cref="long.MinValue"/> for none.</param>
    /// <returns>Seconds between the row and the newest where the entity is late from it on; <see cref="Still"/> or <see cref="None"/>.</returns>
    public float Take(int rows, long newest, long eventTime)
    {
        bool isLate = eventTime < newest;
        _recent = (_recent << 1) | (isLate ? 1UL : 0);
        if (_isLate != 0)
        {
            if ((_recent & (ulong.MaxValue >> (Looked - rows))) == 0)
            {
                this = default;
            }

            return isLate ? Still : None;
        }

        if (!isLate || BitOperations.PopCount(_recent) < rows)
        {
            return None;
        }

        _isLate = 1;
        return (float)EventTime.ToSeconds(newest - eventTime);
    }
}
