namespace StreamAe.Numerics.Training;

/// <summary>Moves the weights by their gradient, and remembers what it needs of the steps before.</summary>
internal unsafe interface IOptimizer
{
    /// <summary>One step; the gradient is left as it is.</summary>
    void Step(float* weights, float* gradient, double learningRate);
}
