using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Models;

/// <summary>
/// A model in use: its parameters lie in a slot of one arena, and what every event needs beside them in a slot of another, its digest.
/// A cohort's resident model is shared by many entities.
/// </summary>
public sealed class ResidentModel
{
    private readonly ModelArena _arena;
    private readonly SlotArena _digests;

    /// <param name="digests">Of <see cref="ModelDigest.CreateArena"/>.</param>
    /// <param name="threshold">Scores above it are anomalous.</param>
    internal ResidentModel(ModelArena arena, SlotArena digests, EntityModel model, float threshold)
    {
        ArgumentNullException.ThrowIfNull(arena);
        ArgumentNullException.ThrowIfNull(model);
        _arena = arena;
        _digests = digests;
        Model = model;
        Slot = arena.Allocate(model.Parameters);
        Threshold = threshold;
        Joint = model.Joint.Length == 0 ? null : new JointDistance(model.Joint, arena.Architecture.Features);
        DigestSlot = digests.Allocate();
        Digest.Write(model, Slot, Threshold);
    }

    public EntityModel Model { get; }

    public int Slot { get; }

    /// <summary>Scores above it are anomalous.</summary>
    public float Threshold { get; }

    /// <summary>Null where residuals are not put together so.</summary>
    internal JointDistance? Joint { get; }

    /// <summary>For who wants the digest without asking this object for it.</summary>
    internal int DigestSlot { get; }

    internal ModelDigest Digest => new(_digests[DigestSlot]);

    /// <summary>Gives the slots back: nobody scores with this model any more.</summary>
    public void Retire()
    {
        _arena.Free(Slot);
        _digests.Free(DigestSlot);
    }
}
