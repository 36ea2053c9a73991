using StreamAe.Numerics.Vectors;

namespace StreamAe.Numerics.Training;

/// <summary>The loss of one reconstructed feature and its slope. A static interface: a loop over features is compiled for each loss.</summary>
internal interface IElementLoss
{
    /// <param name="output">x̂, or its logit where the loss is taken from logits.</param>
    /// <param name="target">x</param>
    /// <param name="parameter">The loss's own parameter, where it has one.</param>
    /// <param name="value">The loss.</param>
    /// <param name="slope">∂value/∂output.</param>
    static abstract void Evaluate<TLanes, TVector>(TVector output, TVector target, TVector parameter, out TVector value, out TVector slope)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged;
}
