using System.Runtime.CompilerServices;
using ILGPU;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Numerics.Gpu.Kernels;

/// <summary>One layer of one model over a tile of rows, by all threads of a group; everything lies in shared memory.</summary>
internal static class LayerStep
{
    /// <summary>
    /// out[r, o] = activation(bias[o] + Σᵢ in[r, i]·weights[i, o]), padding included, each sum in the order of i. Ends with a barrier.
    /// </summary>
    /// <param name="model">Weights [inputs × padded outputs], then biases [padded outputs], from <paramref name="offset"/> on.</param>
    /// <param name="offset">Moves behind the layer.</param>
    /// <param name="input">[rows × stride]</param>
    /// <param name="output">[rows × stride]</param>
    /// <param name="rowsAThread">1, or <see cref="KernelShape.RowsAThread"/>: a weight that is read serves so many rows.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Forward(
        ArrayView<float> model,
        ref int offset,
        ArrayView<float> input,
        ArrayView<float> output,
        int stride,
        int rows,
        int inputs,
        int outputs,
        Activation activation,
        int rowsAThread)
    {
        int padded = KernelShape.Pad(outputs);
        int biases = offset + (inputs * padded);
        int blocks = (rows + rowsAThread - 1) / rowsAThread;
        for (int p = Group.IdxX; p < blocks * padded; p += Group.DimX)
        {
            int block = p / padded;
            int o = p - (block * padded);
            int row = block * rowsAThread * stride;
            float bias = model[biases + o];
            if (rowsAThread == 1)
            {
                output[row + o] = Functions.Activate<LanesGpu, float>(Sum(model, offset + o, padded, input, row, inputs, bias), activation);
            }
            else
            {
                // Rows that do not exist lie in the tile's room and are computed for nobody.
                float sum0 = bias, sum1 = bias, sum2 = bias, sum3 = bias;
                for (int i = 0; i < inputs; i++)
                {
                    float weight = model[offset + (i * padded) + o];
                    sum0 = LanesGpu.MultiplyAdd(input[row + i], weight, sum0);
                    sum1 = LanesGpu.MultiplyAdd(input[row + stride + i], weight, sum1);
                    sum2 = LanesGpu.MultiplyAdd(input[row + (2 * stride) + i], weight, sum2);
                    sum3 = LanesGpu.MultiplyAdd(input[row + (3 * stride) + i], weight, sum3);
                }

                output[row + o] = Functions.Activate<LanesGpu, float>(sum0, activation);
                output[row + stride + o] = Functions.Activate<LanesGpu, float>(sum1, activation);
                output[row + (2 * stride) + o] = Functions.Activate<LanesGpu, float>(sum2, activation);
                output[row + (3 * stride) + o] = Functions.Activate<LanesGpu, float>(sum3, activation);
            }
        }

        offset = biases + padded;
        Group.Barrier();
    }

    /// <summary>Σᵢ in[i]·weights[i] on top of <paramref name="sum"/>, in the order of i. Four are read before the first is added: a step takes less then.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Sum(ArrayView<float> model, int weight, int padded, ArrayView<float> input, int row, int inputs, float sum)
    {
        int i = 0;
        for (; i + 3 < inputs; i += 4)
        {
            float w0 = model[weight];
            float w1 = model[weight + padded];
            float w2 = model[weight + (2 * padded)];
            float w3 = model[weight + (3 * padded)];
            sum = LanesGpu.MultiplyAdd(input[row + i], w0, sum);
            sum = LanesGpu.MultiplyAdd(input[row + i + 1], w1, sum);
            sum = LanesGpu.MultiplyAdd(input[row + i + 2], w2, sum);
            sum = LanesGpu.MultiplyAdd(input[row + i + 3], w3, sum);
            weight += 4 * padded;
        }

        for (; i < inputs; i++)
        {
            sum = LanesGpu.MultiplyAdd(input[row + i], model[weight], sum);
            weight += padded;
        }

        return sum;
    }
}
