using StreamAe.Numerics.Arena;

namespace StreamAe.Monitoring.Models;

/// <summary>A model in use: its parameters lie in a slot of the arena. A cohort's resident model is shared by many entities.</summary>
public sealed class ResidentModel
{
    private readonly ModelArena _arena;

    /// <param name="quantile">Of the model's held-out scores: where the threshold lies.</param>
    public ResidentModel(ModelArena arena, EntityModel model, double quantile)
    {
        ArgumentNullException.ThrowIfNull(arena);
        ArgumentNullException.ThrowIfNull(model);
        _arena = arena;
        Model = model;
        Slot = arena.Allocate(model.Parameters);
        Threshold = model.Calibration.ScoreAt(quantile);
    }

    public EntityModel Model { get; }

    public int Slot { get; }

    /// <summary>Scores above it are anomalous.</summary>
    public float Threshold { get; }

    /// <summary>Gives the slot back: nobody scores with this model any more.</summary>
    public void Retire() => _arena.Free(Slot);
}
