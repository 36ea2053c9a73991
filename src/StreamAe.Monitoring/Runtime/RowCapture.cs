using System.Buffers;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Plans;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Coding;

namespace StreamAe.Monitoring.Runtime;

/// <summary>
/// What the models made of a poll's rows, by row. Shards write their own rows side by side; read it once the poll is complete. Buffers are
/// kept from poll to poll.
/// </summary>
public sealed class RowCapture
{
    private const int MinRows = 256;

    private readonly KeptRows _kept;
    private MonitorPlan? _plan;
    private int _width;
    private int _latent;
    private bool[] _isScored = [];
    private float[] _denoised = [];
    private float[] _codes = [];

    internal RowCapture(KeptRows kept) => _kept = kept;

    /// <summary>A model scored the row, so that there is something of it.</summary>
    public bool IsScored(int row) => _isScored[row];

    /// <summary>[encoded features that are reconstructed] of a scored row: the newest observation as the model reconstructs it, encoded and in
    /// source units. Empty where it is not kept.</summary>
    public ReadOnlySpan<float> Denoised(int row) => _denoised.AsSpan(row * _width, _width);

    /// <summary>[latent] of a scored row: its code, of a Gaussian latent the mean. Empty where it is not kept.</summary>
    public ReadOnlySpan<float> Code(int row) => _codes.AsSpan(row * _latent, _latent);

    internal void Begin(MonitorPlan plan, int rows)
    {
        _plan = plan;
        _width = _kept.HasFlag(KeptRows.Denoised) ? plan.Encoder.ReconstructedCount : 0;
        _latent = _kept.HasFlag(KeptRows.Latent) ? plan.Architecture.Latent : 0;
        int capacity = Math.Max(rows, MinRows);
        Ensure(ref _isScored, capacity);
        Ensure(ref _denoised, capacity * _width);
        Ensure(ref _codes, capacity * _latent);
        _isScored.AsSpan(0, rows).Clear();
    }

    /// <summary>Takes a chunk that was scored.</summary>
    /// <param name="pending">Its observations; those with a row to score are scored in this order.</param>
    /// <param name="slots">[N] of the scored ones.</param>
    /// <param name="scaled">[N × RowStride] what was scored.</param>
    /// <param name="reconstructions">[N × RowStride] x̂.</param>
    /// <param name="encoded">[pending × EncodedFloats]; read only where a season was taken away.</param>
    internal void Take(
        ReadOnlySpan<PendingRow> pending,
        ReadOnlySpan<int> slots,
        ReadOnlySpan<float> scaled,
        ReadOnlySpan<float> reconstructions,
        ReadOnlySpan<float> encoded)
    {
        Architecture architecture = _plan!.Architecture;
        float[] codes = ArrayPool<float>.Shared.Rent(slots.Length * _latent);
        if (_latent > 0)
        {
            LatentCoder.Encode(_plan.Arena, slots, scaled, codes, []);
        }

        int scored = 0;
        SeasonRemoval? season = _width > 0 ? _plan.Memory.Removal : null;
        for (int i = 0; i < pending.Length; i++)
        {
            ref readonly PendingRow waiting = ref pending[i];
            if (waiting.Prepared.Status != PrepareStatus.Ready)
            {
                continue;
            }

            int row = waiting.Row;
            _isScored[row] = true;
            waiting.Prepared.Model!.Model.Scaler.Unscale(
                reconstructions.Slice(scored * architecture.RowStride, _width), _denoised.AsSpan(row * _width, _width));
            season?.Add(encoded.Slice(i * _plan.EncodedFloats, _plan.EncodedFloats), _denoised.AsSpan(row * _width, _width));
            codes.AsSpan(scored * _latent, _latent).CopyTo(_codes.AsSpan(row * _latent));
            scored++;
        }

        ArrayPool<float>.Shared.Return(codes);
    }

    private static void Ensure<T>(ref T[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            buffer = new T[length];
        }
    }
}
