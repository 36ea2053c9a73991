namespace StreamAe.Numerics.Training;

/// <summary>How a gradient moves the weights.</summary>
public enum OptimizerKind
{
    /// <summary>Kingma and Ba 2015, with bias correction.</summary>
    Adam,

    /// <summary>Stochastic gradient descent with momentum: v ← m·v + g, w ← w − α·v.</summary>
    Sgd,

    /// <summary>Tieleman and Hinton 2012: s ← 0.99·s + 0.01·g², w ← w − α·g/(√s + ε).</summary>
    RmsProp,
}
