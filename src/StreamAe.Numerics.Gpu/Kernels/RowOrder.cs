using ILGPU;
using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Gpu.Kernels;

/// <summary>The order in which an epoch takes a model's fitting rows.</summary>
internal static class RowOrder
{
    /// <summary>
    /// The shuffle of <see cref="Randomness.PhiloxRandom.Shuffle{T}"/>: all threads draw, one swaps. Rows that fit into the tile, which is free between epochs,
    /// are swapped there.
    /// </summary>
    public static void Shuffle(TrainingMemory memory, TrainingJob job, TrainingEpoch epoch, TrainingShape shape)
    {
        int n = job.FittingRows;
        bool isNear = n <= shape.TileFloats;
        long first = (long)epoch.Index * (n - 1);
        for (int i = Group.IdxX; i < n; i += Group.DimX)
        {
            memory.Counts[i] = i == 0 ? 0 : DevicePhilox.Below(DevicePhilox.Number(job.Seed, RandomStream.Order, first + n - 1 - i), i + 1);
            if (isNear)
            {
                memory.Tile[i] = Interop.IntAsFloat((uint)memory.Order[i]);
            }
        }

        Group.Barrier();
        for (int i = n - 1; i > 0 && Group.IdxX == 0; i--)
        {
            int j = memory.Counts[i];
            if (isNear)
            {
                float kept = memory.Tile[i];
                memory.Tile[i] = memory.Tile[j];
                memory.Tile[j] = kept;
            }
            else
            {
                int kept = memory.Order[i];
                memory.Order[i] = memory.Order[j];
                memory.Order[j] = kept;
            }
        }

        Group.Barrier();
        for (int i = Group.IdxX; isNear && i < n; i += Group.DimX)
        {
            memory.Order[i] = (int)Interop.FloatAsInt(memory.Tile[i]);
        }

        Group.Barrier();
    }

    /// <summary>The observed entries before each row of the new order.</summary>
    public static void CountObserved(TrainingMemory memory, ArrayView<int> observed, TrainingJob job, TrainingShape shape)
    {
        if (shape.IsMasked != 0 && Group.IdxX == 0)
        {
            int sum = 0;
            for (int i = 0; i < job.FittingRows; i++)
            {
                memory.Counts[i] = sum;
                sum += observed[job.FirstRow + memory.Order[i]];
            }

            memory.Counts[job.FittingRows] = sum;
        }

        Group.Barrier();
    }
}
