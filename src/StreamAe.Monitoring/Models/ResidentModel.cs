using StreamAe.Numerics.Arena;

namespace StreamAe.Monitoring.Models;

/// <summary>A model in use: its parameters lie in a slot of the arena. A cohort's resident model is shared by many entities.</summary>
public sealed class ResidentModel
{
    private readonly ModelArena _arena;

    public ResidentModel(ModelArena arena, EntityModel model)
    {
        ArgumentNullException.ThrowIfNull(arena);
        ArgumentNullException.ThrowIfNull(model);
        _arena = arena;
        Model = model;
        Slot = arena.Allocate(model.Parameters);
    }

    public EntityModel Model { get; }

    public int Slot { get; }

    /// <summary>Gives the slot back: nobody scores with this model any more.</summary>
    public void Retire() => _arena.Free(Slot);
}
