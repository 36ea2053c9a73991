namespace StreamAe.Numerics.Training;

/// <summary>The bias correction of Adam's steps, in turn. A mutable struct: keep it in a field.</summary>
internal struct AdamCorrection()
{
    private double _beta1Power = 1;
    private double _beta2Power = 1;

    /// <returns>α/(1 − β₁ᵗ), and 1/(1 − β₂ᵗ), what v is multiplied with.</returns>
    public (float Rate, float Scale) Next(double learningRate)
    {
        _beta1Power *= AdamOptimizer.Beta1;
        _beta2Power *= AdamOptimizer.Beta2;
        return ((float)(learningRate / (1 - _beta1Power)), (float)(1 / (1 - _beta2Power)));
    }
}
