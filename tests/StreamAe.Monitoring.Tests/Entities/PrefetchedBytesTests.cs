using System.Runtime.CompilerServices;
using StreamAe.Monitoring.Entities;

namespace StreamAe.Monitoring.Tests.Entities;

/// <summary>
/// What is asked for ahead of an event is all of the objects it touches: what lies on a line that was not asked for is waited for. Whoever adds
/// a field to one of them changes its constant.
/// </summary>
public sealed class PrefetchedBytesTests
{
    [Fact]
    public void EntityMonitor_Bytes_AreThoseOfTheObject() => Assert.Equal(EntityMonitor.Bytes, BytesOf<EntityMonitor>());

    [Fact]
    public void RowHistory_Bytes_AreThoseOfTheObject() => Assert.Equal(RowHistory.Bytes, BytesOf<RowHistory>());

    /// <summary>Without the header, which lies before where a reference points.</summary>
    private static long BytesOf<T>()
    {
        // The first call makes what the runtime keeps of the type.
        RuntimeHelpers.GetUninitializedObject(typeof(T));
        long before = GC.GetAllocatedBytesForCurrentThread();
        object made = RuntimeHelpers.GetUninitializedObject(typeof(T));
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before - Unsafe.SizeOf<nint>();
        GC.KeepAlive(made);
        return bytes;
    }
}
