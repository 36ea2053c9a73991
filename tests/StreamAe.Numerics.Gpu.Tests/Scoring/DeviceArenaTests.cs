using ILGPU.Runtime;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Gpu.Devices;
using StreamAe.Numerics.Gpu.Scoring;
using StreamAe.Numerics.Gpu.Tests.Support;

namespace StreamAe.Numerics.Gpu.Tests.Scoring;

/// <summary>Which models have a place on a device that does not hold all.</summary>
public sealed class DeviceArenaTests
{
    private const int Places = 4;

    private static readonly Architecture Small = new(5, [4], 2);

    [Fact]
    public void Place_WhereOthersMustGiveWay_SparesThoseOfThisChunkAndOfTheOneUnderWay()
    {
        using GpuDevice device = TestDevices.Open();
        var arena = new ModelArena(Small);
        int[] slots = [.. Enumerable.Range(0, 10).Select(_ => arena.Allocate())];
        using var models = new DeviceArena(device, arena, Places * arena.SlotBytes);
        using AcceleratorStream stream = device.Accelerator.CreateStream();
        Assert.Equal([0, 1], Chunk(0, 1));
        Assert.Equal([2, 3], Chunk(2, 3));

        // Model 0 has its place for longest, and is needed: the chunk's other model takes the place of 1.
        Assert.Equal([0, 1], Chunk(0, 4));
        Assert.Equal([2, 3], Chunk(5, 6));

        // 0 and 4 have theirs for longest, and the chunk under way reads them: 5 and 6 give way.
        Assert.Equal([0, 1], Chunk(0, 4));
        Assert.Equal([2, 3], Chunk(7, 8));
        Assert.Equal(9, models.Copies);

        int[] Chunk(params ReadOnlySpan<int> wanted)
        {
            Assert.Equal(Places / 2, models.BeginChunk(() => { }));
            int[] places = new int[wanted.Length];
            for (int i = 0; i < wanted.Length; i++)
            {
                places[i] = models.Place(slots[wanted[i]], stream);
            }

            models.Flush(stream);
            return places;
        }
    }

    /// <summary>A training tries its model in an arena of its own; many such may wait for the garbage collector.</summary>
    [Fact]
    public void Bytes_OfAnArenaOfOneModel_AreThoseOfOneAndOfItsWay()
    {
        using GpuDevice device = TestDevices.Open();
        var arena = new ModelArena(Small, slotsPerBlock: 1);
        int slot = arena.Allocate();
        using var models = new DeviceArena(device, arena, long.MaxValue);
        using AcceleratorStream stream = device.Accelerator.CreateStream();
        Assert.Equal(0, models.Bytes);

        models.BeginChunk(() => { });
        models.Place(slot, stream);
        models.Flush(stream);

        Assert.Equal(2 * arena.SlotBytes, models.Bytes);
    }
}
