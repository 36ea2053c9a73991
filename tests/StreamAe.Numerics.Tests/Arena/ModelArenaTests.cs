using System.Runtime.CompilerServices;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;

namespace StreamAe.Numerics.Tests.Arena;

public sealed unsafe class ModelArenaTests
{
    private static readonly Architecture Small = new(5, [4], 2);

    [Fact]
    public void Allocate_FreshSlot_HasZeroParametersAndErrorWeightsOfOne()
    {
        var arena = new ModelArena(Small);

        ReadOnlySpan<float> parameters = arena.Parameters(arena.Allocate());

        Assert.Equal(Small.SlotFloats, parameters.Length);
        for (int i = 0; i < parameters.Length; i++)
        {
            bool isErrorWeight = i >= Small.ErrorWeightOffset && i < Small.ErrorWeightOffset + Small.Features;
            Assert.Equal(isErrorWeight ? 1 : 0, parameters[i]);
        }
    }

    [Fact]
    public void Allocate_ManySlots_AreAlignedAndDoNotOverlap()
    {
        var arena = new ModelArena(Small);
        int count = FirstBlock(arena) * 3;
        for (int slot = 0; slot < count; slot++)
        {
            Assert.Equal(slot, arena.Allocate());
            Assert.Equal(0, (nint)arena.PointerTo(slot) % 64);
            arena.Edit(slot).Fill(slot);
        }

        for (int slot = 0; slot < count; slot++)
        {
            Assert.False(arena.Parameters(slot).ContainsAnyExcept((float)slot), $"slot {slot} was overwritten");
        }

        Assert.Equal(count, arena.Used);
        Assert.True(arena.Capacity >= count);
        Assert.Equal(arena.Capacity * Small.SlotBytes, arena.Bytes);
    }

    [Fact]
    public void Allocate_WhileGrowing_LeavesAddressesAndContentsAlone()
    {
        var arena = new ModelArena(Small);
        int first = arena.Allocate();
        nint address = (nint)arena.PointerTo(first);
        arena.Edit(first).Fill(7);
        int blocks = FirstBlock(arena);
        for (int i = 0; i < 4 * blocks; i++)
        {
            arena.Allocate();
        }

        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);

        Assert.Equal(address, (nint)arena.PointerTo(first));
        Assert.False(arena.Parameters(first).ContainsAnyExcept(7f));
    }

    [Fact]
    public void Allocate_AfterFree_ReusesTheSlotCleared()
    {
        var arena = new ModelArena(Small);
        int[] slots = [arena.Allocate(), arena.Allocate(), arena.Allocate()];
        arena.Edit(slots[1]).Fill(float.NaN);
        arena.Free(slots[1]);
        Assert.Equal(2, arena.Used);

        int again = arena.Allocate();

        Assert.Equal(slots[1], again);
        Assert.Equal(3, arena.Used);
        Assert.False(arena.Parameters(again)[..Small.TrainableFloats].ContainsAnyExcept(0f));
        Assert.Equal(1, arena.Parameters(again)[Small.ErrorWeightOffset]);
    }

    [Fact]
    public void Allocate_WithParameters_CopiesThem()
    {
        var arena = new ModelArena(Small);
        float[] parameters = [.. Enumerable.Range(0, Small.SlotFloats).Select(i => (float)i)];

        int slot = arena.Allocate(parameters);
        parameters[0] = -1;

        Assert.Equal(Enumerable.Range(0, Small.SlotFloats).Select(i => (float)i), arena.Parameters(slot).ToArray());
    }

    [Fact]
    public void Allocate_WrongParameterCount_SaysBothCountsAndTakesNoSlot()
    {
        var arena = new ModelArena(Small);

        ArgumentException error = Assert.Throws<ArgumentException>(() => arena.Allocate(new float[3]));

        Assert.Contains("3 parameters", error.Message, StringComparison.Ordinal);
        Assert.Contains(Small.SlotFloats.ToString(), error.Message, StringComparison.Ordinal);
        Assert.Equal(0, arena.Used);
    }

    [Fact]
    public void Free_TwiceOrNeverAllocated_Throws()
    {
        var arena = new ModelArena(Small);
        int slot = arena.Allocate();
        arena.Free(slot);

        Assert.Throws<ArgumentOutOfRangeException>(() => arena.Free(slot));
        Assert.Throws<ArgumentOutOfRangeException>(() => arena.Free(slot + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => arena.Free(-1));
        Assert.Equal(0, arena.Used);
        arena.Free(arena.Allocate());
    }

    [Fact]
    public void Parameters_OutsideTheArena_Throws()
    {
        var arena = new ModelArena(Small);
        Assert.Throws<ArgumentOutOfRangeException>(() => arena.Parameters(0).Length);
        arena.Allocate();

        Assert.Throws<ArgumentOutOfRangeException>(() => arena.Parameters(arena.Capacity).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => arena.Parameters(-1).Length);
    }

    [Fact]
    public void Allocate_SlotWiderThanABlock_GetsABlockOfItsOwn()
    {
        var wide = new Architecture(3000, [100], 10);
        var arena = new ModelArena(wide);
        Assert.True(wide.SlotBytes > 1 << 20);

        int[] slots = [arena.Allocate(), arena.Allocate(), arena.Allocate()];
        foreach (int slot in slots)
        {
            Assert.Equal(0, (nint)arena.PointerTo(slot) % 64);
            arena.Edit(slot).Fill(slot);
        }

        Assert.Equal(3, arena.Capacity);
        Assert.All(slots, slot => Assert.False(arena.Parameters(slot).ContainsAnyExcept((float)slot)));
    }

    [Fact]
    public void Allocate_ManyThreads_HandOutEverySlotOnce()
    {
        const int Threads = 8;
        const int Each = 2_000;
        var arena = new ModelArena(Small);
        int[][] kept = new int[Threads][];
        using var start = new Barrier(Threads);
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(t => new Thread(() =>
        {
            start.SignalAndWait();
            var mine = new List<int>();
            for (int i = 0; i < Each; i++)
            {
                int slot = arena.Allocate();
                arena.Edit(slot).Fill(t + 1);
                mine.Add(slot);
                if (i % 3 == 2)
                {
                    arena.Free(mine[^2]);
                    mine.RemoveAt(mine.Count - 2);
                }
            }

            kept[t] = [.. mine];
        }))];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        int[] all = [.. kept.SelectMany(slots => slots)];
        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.Equal(all.Length, arena.Used);
        for (int t = 0; t < Threads; t++)
        {
            Assert.All(kept[t], slot => Assert.False(arena.Parameters(slot).ContainsAnyExcept(t + 1f)));
        }
    }

    [Fact]
    public void Arena_NoLongerUsed_IsCollected()
    {
        WeakReference arena = Abandoned();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.False(arena.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Abandoned()
    {
        var arena = new ModelArena(Small);
        arena.Allocate();
        return new WeakReference(arena);
    }

    private static int FirstBlock(ModelArena arena)
    {
        var other = new ModelArena(arena.Architecture);
        other.Allocate();
        return other.Capacity;
    }

    [Fact]
    public void VersionOf_EveryWayToWriteASlot_Rises()
    {
        foreach (WeightStorage storage in Enum.GetValues<WeightStorage>())
        {
            var arena = new ModelArena(Small, slotsPerBlock: 1, storage);
            Assert.Equal(0, arena.VersionOf(0));
            var seen = new List<int>();
            int slot = arena.Allocate();
            seen.Add(arena.VersionOf(slot));
            arena.EditErrorWeights(slot)[0] = 2;
            seen.Add(arena.VersionOf(slot));
            if (storage == WeightStorage.Float32)
            {
                arena.Edit(slot)[0] = 2;
                seen.Add(arena.VersionOf(slot));
            }

            arena.Free(slot);
            Assert.Equal(slot, arena.Allocate(new float[Small.SlotFloats]));
            seen.Add(arena.VersionOf(slot));
            int other = arena.Allocate();
            _ = arena.Allocate();

            Assert.Equal(seen.Order().Distinct(), seen);
            Assert.True(seen[0] > 0);
            Assert.Equal(seen[^1], arena.VersionOf(slot));
            Assert.True(arena.VersionOf(other) > 0);
        }
    }

    [Fact]
    public void VersionOf_Reading_DoesNotRise()
    {
        var arena = new ModelArena(Small);
        int slot = arena.Allocate();
        int version = arena.VersionOf(slot);

        _ = arena.Parameters(slot)[0] + arena.ErrorWeights(slot)[0];
        arena.CopyParameters(slot, new float[Small.SlotFloats]);

        Assert.Equal(version, arena.VersionOf(slot));
    }
}
