using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Numerics.Gpu.Kernels;

/// <summary>
/// Scores runs of rows of many models in one launch, a group a run: the model is brought to shared memory once, then the run's rows go
/// through all layers, a tile at a time. For any size of group, with the same bits. Shared memory: [<see cref="KernelShape.SharedFloats"/>].
/// </summary>
internal static class ScoringKernel
{
    /// <param name="views">Of device memory; a group a run.</param>
    /// <param name="shape">Compiled for.</param>
    public static void Specialized(ScoringViews views, SpecializedValue<KernelShape> shape) => Score(views, shape);

    /// <summary>The same for every shape, compiled once: slower on a device, sooner ready.</summary>
    public static void General(ScoringViews views, KernelShape shape) => Score(views, shape);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Score(ScoringViews views, KernelShape shape)
    {
        ArrayView<float> shared = SharedMemory.GetDynamic<float>();
        int tileFloats = shape.TileRows * shape.MaxStride;
        ArrayView<float> model = shared.SubView(0, shape.SlotFloats);
        ArrayView<float> first = shared.SubView(shape.SlotFloats, tileFloats);
        ArrayView<float> second = shared.SubView(shape.SlotFloats + tileFloats, tileFloats);
        ModelRun run = views.Runs[Grid.IdxX];
        Bring(views.Models, run.Slot, model, shape);
        for (int start = 0; start < run.Rows; start += shape.TileRows)
        {
            int count = run.Rows - start < shape.TileRows ? run.Rows - start : shape.TileRows;
            Tile(views, model, first, second, run.FirstRow + start, count, shape);
        }
    }

    /// <summary>The model of a slot into shared memory, halves widened. Neighbouring threads read neighbouring floats.</summary>
    private static void Bring(ArrayView<float> models, int slot, ArrayView<float> model, KernelShape shape)
    {
        long at = (long)slot * shape.StoredFloats;
        if (shape.IsHalf == 0)
        {
            Copy(models, at, model, shape.SlotFloats);
        }
        else
        {
            int pairs = shape.TrainableFloats / 2;
            for (int i = Group.IdxX; i < pairs; i += Group.DimX)
            {
                float pair = models[at + i];
                model[2 * i] = HalfWeights.Widen(pair, 0);
                model[(2 * i) + 1] = HalfWeights.Widen(pair, 1);
            }

            for (int i = Group.IdxX; i < shape.RowStride; i += Group.DimX)
            {
                model[shape.TrainableFloats + i] = models[at + pairs + i];
            }
        }

        Group.Barrier();
    }

    /// <summary>
    /// Eight floats a thread are asked for before the first of them is needed: with one at a time, memory would wait for the threads and not
    /// they for it.
    /// </summary>
    private static void Copy(ArrayView<float> models, long at, ArrayView<float> model, int floats)
    {
        int threads = Group.DimX;
        int i = Group.IdxX;
        for (; i + (7 * threads) < floats; i += 8 * threads)
        {
            long from = at + i;
            float f0 = models[from];
            float f1 = models[from + threads];
            float f2 = models[from + (2 * threads)];
            float f3 = models[from + (3 * threads)];
            float f4 = models[from + (4 * threads)];
            float f5 = models[from + (5 * threads)];
            float f6 = models[from + (6 * threads)];
            float f7 = models[from + (7 * threads)];
            model[i] = f0;
            model[i + threads] = f1;
            model[i + (2 * threads)] = f2;
            model[i + (3 * threads)] = f3;
            model[i + (4 * threads)] = f4;
            model[i + (5 * threads)] = f5;
            model[i + (6 * threads)] = f6;
            model[i + (7 * threads)] = f7;
        }

        for (; i < floats; i += threads)
        {
            model[i] = models[at + i];
        }
    }

    private static void Tile(
        ScoringViews views, ArrayView<float> model, ArrayView<float> first, ArrayView<float> second, int firstRow, int count, KernelShape shape)
    {
        int stride = shape.MaxStride;
        int each = shape.TileRows == 1 ? 1 : KernelShape.RowsAThread;
        long from = (long)firstRow * shape.RowStride;
        int inputs = shape.Features + shape.Condition;
        for (int p = Group.IdxX; p < count * inputs; p += Group.DimX)
        {
            int row = p / inputs;
            int i = p - (row * inputs);
            first[(row * stride) + i] = views.Rows[from + (row * shape.RowStride) + i];
        }

        Group.Barrier();

        // What a layer read is free for the next one to write.
        ArrayView<float> read = first, written = second;
        int offset = 0;
        if (shape.HiddenLayers > 0)
        {
            LayerStep.Forward(model, ref offset, read, written, stride, count, inputs, shape.Hidden0, shape.HiddenActivation, each);
            (read, written) = (written, read);
        }

        if (shape.HiddenLayers > 1)
        {
            LayerStep.Forward(model, ref offset, read, written, stride, count, shape.Hidden0, shape.Hidden1, shape.HiddenActivation, each);
            (read, written) = (written, read);
        }

        if (shape.HiddenLayers > 2)
        {
            LayerStep.Forward(model, ref offset, read, written, stride, count, shape.Hidden1, shape.Hidden2, shape.HiddenActivation, each);
            (read, written) = (written, read);
        }

        if (shape.HiddenLayers > 3)
        {
            LayerStep.Forward(model, ref offset, read, written, stride, count, shape.Hidden2, shape.Hidden3, shape.HiddenActivation, each);
            (read, written) = (written, read);
        }

        LayerStep.Forward(model, ref offset, read, written, stride, count, shape.LastHidden, shape.LatentOutputs, shape.LatentActivation, each);
        (read, written) = (written, read);
        WriteDivergences(read, written, views.Divergences, firstRow, count, shape);
        AppendContext(read, views.Rows, from, count, shape);

        int codes = shape.Latent + shape.Condition;
        if (shape.HiddenLayers > 3)
        {
            LayerStep.Forward(model, ref offset, read, written, stride, count, codes, shape.Hidden3, shape.HiddenActivation, each);
            (read, written) = (written, read);
        }

        if (shape.HiddenLayers > 2)
        {
            int above = shape.HiddenLayers == 3 ? codes : shape.Hidden3;
            LayerStep.Forward(model, ref offset, read, written, stride, count, above, shape.Hidden2, shape.HiddenActivation, each);
            (read, written) = (written, read);
        }

        if (shape.HiddenLayers > 1)
        {
            int above = shape.HiddenLayers == 2 ? codes : shape.Hidden2;
            LayerStep.Forward(model, ref offset, read, written, stride, count, above, shape.Hidden1, shape.HiddenActivation, each);
            (read, written) = (written, read);
        }

        if (shape.HiddenLayers > 0)
        {
            int above = shape.HiddenLayers == 1 ? codes : shape.Hidden1;
            LayerStep.Forward(model, ref offset, read, written, stride, count, above, shape.Hidden0, shape.HiddenActivation, each);
            (read, written) = (written, read);
        }

        int last = shape.HiddenLayers == 0 ? codes : shape.Hidden0;
        LayerStep.Forward(model, ref offset, read, written, stride, count, last, shape.Features, shape.OutputActivation, each);
        WriteErrors(views, model, written, read, firstRow, count, shape);
    }

    /// <summary>−½·Σⱼ(1 + log σⱼ² − μⱼ² − σⱼ²) of every row; 0 of a deterministic latent.</summary>
    private static void WriteDivergences(
        ArrayView<float> latents, ArrayView<float> terms, ArrayView<float> divergences, int firstRow, int count, KernelShape shape)
    {
        bool isGaussian = shape.LatentOutputs != shape.Latent;
        for (int p = Group.IdxX; isGaussian && p < count * shape.Latent; p += Group.DimX)
        {
            int row = p / shape.Latent;
            int j = p - (row * shape.Latent);
            int at = (row * shape.MaxStride) + j;
            float mean = latents[at];
            float logVariance = latents[at + shape.Latent];
            terms[at] = 1 + logVariance - (mean * mean) - Functions.Exp<LanesGpu, float>(logVariance);
        }

        Group.Barrier();
        if (isGaussian)
        {
            GroupSums.Rows(terms, shape.MaxStride, count, shape.Latent);
        }

        for (int row = Group.IdxX; row < count; row += Group.DimX)
        {
            divergences[firstRow + row] = isGaussian ? -0.5f * terms[row * shape.MaxStride] : 0;
        }

        Group.Barrier();
    }

    /// <summary>The decoder reads [code J][context C]; of a Gaussian latent the log variances, no longer needed, give way.</summary>
    private static void AppendContext(ArrayView<float> codes, ArrayView<float> rows, long from, int count, KernelShape shape)
    {
        if (shape.Condition == 0)
        {
            return;
        }

        for (int p = Group.IdxX; p < count * shape.Condition; p += Group.DimX)
        {
            int row = p / shape.Condition;
            int c = p - (row * shape.Condition);
            codes[(row * shape.MaxStride) + shape.Latent + c] = rows[from + (row * shape.RowStride) + shape.Features + c];
        }

        Group.Barrier();
    }

    /// <summary>The reconstruction, and (1/D)·Σ_d weight_d·(x_d − x̂_d)² of every row.</summary>
    private static void WriteErrors(
        ScoringViews views, ArrayView<float> model, ArrayView<float> outputs, ArrayView<float> terms, int firstRow, int count, KernelShape shape)
    {
        long from = (long)firstRow * shape.RowStride;
        for (int p = Group.IdxX; p < count * shape.RowStride; p += Group.DimX)
        {
            int row = p / shape.RowStride;
            int d = p - (row * shape.RowStride);
            int at = (row * shape.MaxStride) + d;
            float reconstruction = d < shape.Features ? outputs[at] : 0;
            views.Reconstructions[from + p] = reconstruction;
            if (d < shape.Features)
            {
                float residual = views.Rows[from + p] - reconstruction;
                terms[at] = model[shape.ErrorWeightOffset + d] * residual * residual;
            }
        }

        Group.Barrier();
        GroupSums.Rows(terms, shape.MaxStride, count, shape.Features);
        for (int row = Group.IdxX; row < count; row += Group.DimX)
        {
            views.Errors[firstRow + row] = terms[row * shape.MaxStride] / shape.Features;
        }

        Group.Barrier();
    }
}
