using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Randomness;

namespace StreamAe.Numerics.Training;

/// <summary>
/// Greedy layer-wise pretraining (Hinton and Salakhutdinov 2006; Bengio et al. 2007): each layer of the encoder and its mirror in the
/// decoder, outermost first, are fitted as a shallow autoencoder of the codes below, and then stand in the whole, which is fine-tuned. The
/// outermost is fitted with the options' loss, those above to the mean squared error of codes. The log variances of a Gaussian latent, and
/// what the innermost layers read of a context, keep their random start.
/// </summary>
internal static class LayerwisePretraining
{
    /// <param name="slot">Random weights; those of every layer that was fitted are replaced.</param>
    /// <param name="fitting">Validation rows are not shown here either.</param>
    /// <returns>False where a layer diverged: it and those above keep their random weights.</returns>
    public static bool TryRun(
        Architecture architecture,
        Span<float> slot,
        in TrainingRows rows,
        ReadOnlySpan<int> fitting,
        int batchSize,
        TrainingOptions options,
        CancellationToken cancellationToken)
    {
        TrainingRows below = rows;
        int[] order = fitting.ToArray();
        for (int l = 0; l <= architecture.LatentLayer; l++)
        {
            Architecture shallow = Shallow(architecture, l);
            TrainingRun? run = Fit(shallow, l, in below, order, batchSize, options, slot, architecture, cancellationToken);
            if (run is null)
            {
                return false;
            }

            if (l < architecture.LatentLayer)
            {
                // Codes lie in the order of the fitting rows; from here on they are the rows.
                float[] codes = new float[order.Length * shallow.Layers[0].OutputStride];
                run.Encode(in below, order, codes);
                below = TrainingRows.Unchecked(codes, shallow.Layers[0].OutputStride, order.Length);
                for (int r = 0; r < order.Length; r++)
                {
                    order[r] = r;
                }
            }
        }

        return true;
    }

    /// <summary>One layer of the encoder and its mirror; the context is part of the rows that the outermost reads.</summary>
    private static Architecture Shallow(Architecture architecture, int layer)
    {
        bool isOutermost = layer == 0;
        return new Architecture(
            isOutermost ? architecture.Features : architecture.Layers[layer].Inputs,
            [],
            layer == architecture.LatentLayer ? architecture.Latent : architecture.Layers[layer].Outputs,
            latentActivation: architecture.Layers[layer].Activation,
            outputActivation: architecture.Layers[^(layer + 1)].Activation,
            condition: isOutermost ? architecture.Condition : 0);
    }

    private static TrainingRun? Fit(
        Architecture shallow,
        int layer,
        in TrainingRows below,
        Span<int> order,
        int batchSize,
        TrainingOptions options,
        Span<float> slot,
        Architecture architecture,
        CancellationToken cancellationToken)
    {
        ulong streams = RandomStream.PerFit * (ulong)(layer + 1);
        TrainingOptions shallowOptions = options with
        {
            Epochs = options.PretrainingEpochs,
            MinSteps = 0,
            BatchSize = batchSize,
            Patience = 0,
            Loss = layer == 0 ? options.Loss : ReconstructionLoss.MeanSquared,
            Regularization = new RegularizationOptions { L1 = options.Regularization.L1, L2 = options.Regularization.L2 },
        };
        float[] parameters = new float[shallow.SlotFloats];
        var random = new PhiloxRandom(options.Seed, streams + RandomStream.Weights);
        WeightInitialization.Fill(shallow, parameters, ref random, options.Initialization);
        InputNoise? noise = options.Noise.Kind == NoiseKind.None
            ? null
            : new InputNoise(shallow, options.Noise, in below, order, new PhiloxRandom(options.Seed, streams + RandomStream.Inputs));
        var run = new TrainingRun(
            shallow, shallowOptions, BatchPlan.For(shallowOptions, order.Length, order.Length), parameters, below.HasMissing, noise, streams);
        if (run.Fit(in below, order, order, progress: null, cancellationToken) == TrainingOutcome.Diverged)
        {
            return null;
        }

        Copy(shallow.Layers[0], parameters, architecture.Layers[layer], slot);
        Copy(shallow.Layers[1], parameters, architecture.Layers[^(layer + 1)], slot);
        return run;
    }

    /// <summary>The weights and biases that both layers have.</summary>
    private static void Copy(DenseLayer source, ReadOnlySpan<float> from, DenseLayer target, Span<float> to)
    {
        int outputs = Math.Min(source.Outputs, target.Outputs);
        for (int i = 0; i < Math.Min(source.Inputs, target.Inputs); i++)
        {
            from.Slice(source.WeightOffset + (i * source.OutputStride), outputs).CopyTo(to[(target.WeightOffset + (i * target.OutputStride))..]);
        }

        from.Slice(source.BiasOffset, outputs).CopyTo(to[target.BiasOffset..]);
    }
}
