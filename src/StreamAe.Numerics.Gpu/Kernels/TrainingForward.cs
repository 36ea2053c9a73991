using ILGPU;
using StreamAe.Numerics.Training;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Numerics.Gpu.Kernels;

/// <summary>A tile's way through the layers; what each writes stays for the way back.</summary>
internal static class TrainingForward
{
    /// <summary>log σ² is held in ±this, as <see cref="GaussianLatent"/> holds it.</summary>
    public const float MaxLogVariance = 20;

    /// <param name="position">Of the tile's first row, in the order.</param>
    /// <param name="samples">1 where a Gaussian code is drawn, 0 where its means are decoded.</param>
    /// <param name="layers">So many of the first.</param>
    public static void Run(
        TrainingMemory memory, TrainingJob job, TrainingEpoch epoch, int position, int rows, int samples, int layers, TrainingShape shape)
    {
        for (int l = 0; l < layers; l++)
        {
            Layer(memory, memory.Layers[l], rows);
            if (l == shape.LatentLayer && shape.CodeStride > 0)
            {
                WriteCodes(memory, job, epoch, position, rows, samples, shape);
            }
        }
    }

    /// <summary>out[r, o] = activation(bias[o] + Σᵢ in[r, i]·weights[i, o]), each sum in the order of i; a weight that is read serves four rows.</summary>
    private static void Layer(TrainingMemory memory, TrainingLayer layer, int rows)
    {
        ArrayView<float> tile = memory.Tile;
        int blocks = (rows + KernelShape.RowsAThread - 1) / KernelShape.RowsAThread;
        for (int p = Group.IdxX; p < blocks * layer.Outputs; p += Group.DimX)
        {
            int block = p / layer.Outputs;
            int o = p - (block * layer.Outputs);
            int input0 = layer.InputAt + (block * KernelShape.RowsAThread * layer.InputStride);
            int input1 = input0 + layer.InputStride;
            int input2 = input1 + layer.InputStride;
            int input3 = input2 + layer.InputStride;

            // Rows that do not exist lie in the tile's room and are computed for nobody.
            float sum0 = memory.Weights[layer.BiasOffset + o];
            float sum1 = sum0, sum2 = sum0, sum3 = sum0;
            int at = layer.WeightOffset + o;
            for (int i = 0; i < layer.Inputs; i++, at += layer.Stride)
            {
                float weight = memory.Weights[at];
                sum0 = LanesGpu.MultiplyAdd(tile[input0 + i], weight, sum0);
                sum1 = LanesGpu.MultiplyAdd(tile[input1 + i], weight, sum1);
                sum2 = LanesGpu.MultiplyAdd(tile[input2 + i], weight, sum2);
                sum3 = LanesGpu.MultiplyAdd(tile[input3 + i], weight, sum3);
            }

            int output = layer.OutputAt + (block * KernelShape.RowsAThread * layer.Stride) + o;
            tile[output] = Functions.Activate<LanesGpu, float>(sum0, layer.Activation);
            tile[output + layer.Stride] = Functions.Activate<LanesGpu, float>(sum1, layer.Activation);
            tile[output + (2 * layer.Stride)] = Functions.Activate<LanesGpu, float>(sum2, layer.Activation);
            tile[output + (3 * layer.Stride)] = Functions.Activate<LanesGpu, float>(sum3, layer.Activation);
        }

        Group.Barrier();
    }

    /// <summary>What the decoder reads: the code, sampled where it is Gaussian, and behind it the row's context.</summary>
    private static void WriteCodes(
        TrainingMemory memory, TrainingJob job, TrainingEpoch epoch, int position, int rows, int samples, TrainingShape shape)
    {
        ArrayView<float> tile = memory.Tile;
        TrainingLayer latent = memory.Layers[shape.LatentLayer];
        int width = shape.Latent + shape.Condition;
        for (int p = Group.IdxX; p < rows * width; p += Group.DimX)
        {
            int r = p / width;
            int j = p - (r * width);
            int mean = latent.OutputAt + (r * latent.Stride) + j;
            float code;
            if (j >= shape.Latent)
            {
                code = tile[(r * shape.RowStride) + shape.Features + j - shape.Latent];
            }
            else if (shape.IsGaussian == 0)
            {
                code = tile[mean];
            }
            else
            {
                float logVariance = LanesGpu.Max(-MaxLogVariance, LanesGpu.Min(MaxLogVariance, tile[mean + shape.Latent]));
                tile[mean + shape.Latent] = logVariance;
                code = tile[mean];
                if (samples != 0)
                {
                    long draw = ((((long)epoch.Index * job.FittingRows) + position + r) * shape.Latent) + j;
                    float epsilon = DevicePhilox.Gaussian(job.Seed, RandomStream.Noise, draw);
                    tile[shape.NoiseAt + (r * shape.NoiseStride) + j] = epsilon;
                    code += Functions.Exp<LanesGpu, float>(0.5f * logVariance) * epsilon;
                }
            }

            tile[shape.CodesAt + (r * shape.CodeStride) + j] = code;
        }

        Group.Barrier();
    }
}
