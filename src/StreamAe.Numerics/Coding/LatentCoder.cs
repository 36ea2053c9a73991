using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Numerics.Coding;

/// <summary>
/// The two halves of an autoencoder alone: rows to latent codes, codes to rows. N rows of many different models in one call; rows of one
/// slot that follow each other share the reading of its weights. D, C, J, S are the architecture's <c>Features</c>, <c>Condition</c>,
/// <c>Latent</c>, <c>RowStride</c>. Nothing may alias; nothing is allocated; safe for concurrent use. The result of a row does not
/// depend on the rows beside it.
/// </summary>
public static unsafe class LatentCoder
{
    /// <summary>The code of every row; of a Gaussian latent the mean.</summary>
    /// <param name="slots">[N] the model of each row.</param>
    /// <param name="rows">[N × S] features, then context; padding is not read.</param>
    /// <param name="codes">[N × J] without padding between rows.</param>
    /// <param name="logVariances">[N × J] log σ² of a Gaussian latent; empty where they are not wanted.</param>
    /// <exception cref="ArgumentException">A span is too short, a slot does not exist, or log variances of a deterministic latent are asked for.</exception>
    public static void Encode(
        ModelArena arena, ReadOnlySpan<int> slots, ReadOnlySpan<float> rows, Span<float> codes, Span<float> logVariances)
    {
        ArgumentNullException.ThrowIfNull(arena);
        Architecture architecture = arena.Architecture;
        int latent = architecture.Latent;
        SlotRuns.RequireExisting(arena, slots);
        SlotRuns.RequireLength(rows.Length, slots.Length, architecture.RowStride, nameof(rows));
        SlotRuns.RequireLength(codes.Length, slots.Length, latent, nameof(codes));
        if (!logVariances.IsEmpty)
        {
            SlotRuns.RequireLength(logVariances.Length, slots.Length, latent, nameof(logVariances));
            if (architecture.LatentKind != LatentKind.Gaussian)
            {
                throw new ArgumentException($"{architecture} has no log variances: its latent is {architecture.LatentKind}. Pass an empty span.", nameof(logVariances));
            }
        }

        int stride = architecture.CodeStride;
        Span<float> scratch = Scratch.Take(LayerChain.ScratchFloats(architecture) + (LayerChain.BlockRows * stride) + arena.WidenedFloats);
        fixed (float* input = rows, first = scratch)
        {
            float* written = first + LayerChain.ScratchFloats(architecture);
            for (int start = 0; start < slots.Length;)
            {
                int count = SlotRuns.Length(slots, start);
                LayerChain.Forward(
                    architecture,
                    arena.Widened(slots[start], written + ((nint)LayerChain.BlockRows * stride)),
                    0,
                    architecture.LatentLayer,
                    input + ((nint)start * architecture.RowStride),
                    architecture.RowStride,
                    written,
                    stride,
                    count,
                    first);
                for (int r = start; r < start + count; r++)
                {
                    float* code = written + ((nint)(r - start) * stride);
                    new ReadOnlySpan<float>(code, latent).CopyTo(codes.Slice(r * latent, latent));
                    if (!logVariances.IsEmpty)
                    {
                        new ReadOnlySpan<float>(code + latent, latent).CopyTo(logVariances.Slice(r * latent, latent));
                    }
                }

                start += count;
            }
        }
    }

    /// <summary>The row of every code.</summary>
    /// <param name="slots">[N] the model of each code.</param>
    /// <param name="codes">[N × J] without padding between rows.</param>
    /// <param name="contexts">[N × C] what the decoder is given beside the code; empty where C is 0.</param>
    /// <param name="reconstructions">[N × S] x̂; what follows the D features is 0.</param>
    /// <exception cref="ArgumentException">A span is too short or a slot does not exist.</exception>
    public static void Decode(
        ModelArena arena, ReadOnlySpan<int> slots, ReadOnlySpan<float> codes, ReadOnlySpan<float> contexts, Span<float> reconstructions)
    {
        ArgumentNullException.ThrowIfNull(arena);
        Architecture architecture = arena.Architecture;
        int latent = architecture.Latent;
        int condition = architecture.Condition;
        SlotRuns.RequireExisting(arena, slots);
        SlotRuns.RequireLength(codes.Length, slots.Length, latent, nameof(codes));
        SlotRuns.RequireLength(contexts.Length, slots.Length, condition, nameof(contexts));
        SlotRuns.RequireLength(reconstructions.Length, slots.Length, architecture.RowStride, nameof(reconstructions));
        int stride = architecture.CodeStride;
        Span<float> scratch = Scratch.Take(LayerChain.ScratchFloats(architecture) + (LayerChain.BlockRows * stride) + arena.WidenedFloats);
        Span<float> read = scratch[LayerChain.ScratchFloats(architecture)..];
        fixed (float* first = scratch, output = reconstructions)
        {
            for (int start = 0; start < slots.Length;)
            {
                int count = SlotRuns.Length(slots, start);
                for (int r = start; r < start + count; r++)
                {
                    Span<float> code = read.Slice((r - start) * stride, latent + condition);
                    codes.Slice(r * latent, latent).CopyTo(code);
                    contexts.Slice(r * condition, condition).CopyTo(code[latent..]);
                }

                float* target = output + ((nint)start * architecture.RowStride);
                float* block = first + LayerChain.ScratchFloats(architecture);
                float* parameters = arena.Widened(slots[start], block + ((nint)LayerChain.BlockRows * stride));
                DecodeBlock(architecture, parameters, block, target, count, first);
                for (int r = 0; r < count; r++)
                {
                    new Span<float>(target + ((nint)r * architecture.RowStride), architecture.RowStride)[architecture.Features..].Clear();
                }

                start += count;
            }
        }
    }

    /// <summary>The decoder's layers over [count × CodeStride] codes with their contexts; the padding of what is written has no meaning.</summary>
    internal static void DecodeBlock(Architecture architecture, float* parameters, float* codes, float* reconstructions, int count, float* scratch) =>
        LayerChain.Forward(
            architecture,
            parameters,
            architecture.LatentLayer + 1,
            architecture.Layers.Length - 1,
            codes,
            architecture.CodeStride,
            reconstructions,
            architecture.RowStride,
            count,
            scratch);
}
