using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Vectors;

namespace StreamAe.Monitoring.Models;

/// <summary>
/// A model in use: its parameters lie in a slot of the arena, and what every event needs beside them lies in one small array, so that an
/// event of a rarely seen entity waits for few cache lines. A cohort's resident model is shared by many entities.
/// </summary>
public sealed class ResidentModel
{
    private readonly ModelArena _arena;

    // [means F][1/σ F][calibration knots]
    private readonly float[] _near;
    private readonly int _features;
    private readonly float _clip;
    private readonly float _tailScale;
    private readonly float _tailShape;

    /// <param name="quantile">Of the model's held-out scores: where the threshold lies.</param>
    public ResidentModel(ModelArena arena, EntityModel model, double quantile)
    {
        ArgumentNullException.ThrowIfNull(arena);
        ArgumentNullException.ThrowIfNull(model);
        _arena = arena;
        Model = model;
        Slot = arena.Allocate(model.Parameters);
        Version = model.Version;
        Origin = model.Origin;
        Threshold = model.Calibration.ScoreAt(quantile);
        _features = model.Scaler.Count;
        _near = [.. model.Scaler.Means, .. model.Scaler.Inverses, .. model.Calibration.KnotScores];
        _clip = model.Scaler.Clip;
        _tailScale = model.Calibration.Scale;
        _tailShape = model.Calibration.Shape;
    }

    public EntityModel Model { get; }

    public int Slot { get; }

    public int Version { get; }

    public ModelOrigin Origin { get; }

    /// <summary>Scores above it are anomalous.</summary>
    public float Threshold { get; }

    /// <summary>See <see cref="Features.FeatureScaler.Scale(ReadOnlySpan{float}, int, float, Span{float})"/>.</summary>
    public void Scale(ReadOnlySpan<float> encoded, int first, float missing, Span<float> row) => Features.FeatureScaler.Scale(
        encoded, _near.AsSpan(first, encoded.Length), _near.AsSpan(_features + first, encoded.Length), _clip, missing, row);

    /// <summary>See <see cref="ScoreCalibration.Surprise(float)"/>.</summary>
    public float Surprise(float score) => ScoreCalibration.Surprise(
        score, _near.AsSpan(2 * _features, ScoreCalibration.Knots), _tailScale, _tailShape);

    /// <summary>Gives the slot back: nobody scores with this model any more.</summary>
    public void Retire() => _arena.Free(Slot);

    /// <summary>
    /// Asks for what preparing and judging will read. Not for the slot: neighbours in a poll mostly lie in neighbouring slots, and the
    /// processor streams those by itself.
    /// </summary>
    internal void Prefetch() => CachePrefetch.Object(_near, 4);
}
