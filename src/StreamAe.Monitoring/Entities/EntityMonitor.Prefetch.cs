using System.Runtime.CompilerServices;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Monitoring.Entities;

/// <content>What an observation will touch, asked for ahead.</content>
public sealed partial class EntityMonitor
{
    // Of the object: references first, then numbers, then structs, as the runtime orders them.
    private const int FieldsBeforeState = 120;

    /// <summary>What the object takes of memory from where a reference to it points.</summary>
    internal static int Bytes => FieldsBeforeState + Unsafe.SizeOf<EntityState>();

    /// <summary>
    /// Asks for the memory the next observation will touch, in two steps a few entities apart: each step follows references that the one
    /// before it asked for. With many entities this hides most of the time an event would wait for memory.
    /// </summary>
    internal void Prefetch(int step)
    {
        if (step > 0)
        {
            _history.Prefetch();
            return;
        }

        CachePrefetch.Object(_history, RowHistory.Bytes);
        if (_own is not null)
        {
            OwnDigest.Prefetch();
        }

        _plan.Memory.Prefetch(_memory);
    }

    /// <summary>
    /// Asks for the parameters of its model, after the first step. The scorer asks too, but shortly before it reads them: with 20,000 models of
    /// 832 bytes it waited for them for a fifth of an event's time.
    /// </summary>
    internal void PrefetchModel()
    {
        if (_own is not null)
        {
            _plan.Arena.Prefetch(OwnDigest.Slot);
        }
    }
}
