using ILGPU;
using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Gpu.Kernels;

/// <summary>Brings rows of the order into the tile: what the model reads and what it is to say.</summary>
internal static class TileReader
{
    /// <param name="position">Of the first row, in the order.</param>
    /// <param name="spoils">1 in a step, where inputs may be spoilt; 0 where rows are measured.</param>
    public static void Read(TrainingMemory memory, TrainingJob job, TrainingEpoch epoch, int position, int rows, int spoils, TrainingShape shape)
    {
        for (int p = Group.IdxX; p < rows * shape.RowStride; p += Group.DimX)
        {
            int r = p / shape.RowStride;
            int d = p - (r * shape.RowStride);
            long row = (long)memory.Order[position + r] * shape.RowStride;
            float value = memory.Rows[row + d];
            float input = value;
            if (shape.TargetAt != 0)
            {
                memory.Tile[shape.TargetAt + p] = value;
                bool isFeature = d < shape.Features;
                if (spoils != 0 && isFeature && shape.Noise != NoiseKind.None && !float.IsNaN(value))
                {
                    input = Spoilt(memory, job, epoch, value, position + r, row, d, shape);
                }

                if ((isFeature && shape.HidesFeatures != 0) || float.IsNaN(value))
                {
                    input = 0;
                }
            }

            memory.Tile[p] = input;
        }

        Group.Barrier();
    }

    /// <summary>Spoils as <see cref="InputNoise"/> does: one draw for each observed entry, in the order of rows and features.</summary>
    private static float Spoilt(
        TrainingMemory memory, TrainingJob job, TrainingEpoch epoch, float value, int position, long row, int feature, TrainingShape shape)
    {
        long draw = epoch.Index * job.Observed;
        if (shape.IsMasked == 0)
        {
            draw += ((long)position * shape.Features) + feature;
        }
        else
        {
            draw += memory.Counts[position];
            for (int d = 0; d < feature; d++)
            {
                draw += float.IsNaN(memory.Rows[row + d]) ? 0 : 1;
            }
        }

        return shape.Noise == NoiseKind.Gaussian
            ? value + (shape.NoiseLevel * DevicePhilox.Gaussian(job.Seed, RandomStream.Inputs, draw))
            : DevicePhilox.Number(job.Seed, RandomStream.Inputs, draw) < shape.NoiseThreshold ? 0 : value;
    }
}
