import numpy as np
from sklearn.base import BaseEstimator
class Net(BaseEstimator):
    def __init__(self,hidden_layers=2,width=128,activation="relu",dropout=.1,batch_norm=False,lr=1e-3,wd=1e-2,bs=None,max_epochs=100,patience=16,schedule="cosine",random_state=0,clip=False):
        self.__dict__.update({k:v for k,v in locals().items() if k!="self"})
    def fit(self,X,y):
        import torch
        from core.networks import module,loop
        module.CLIP=self.clip
        from sklearn.model_selection import train_test_split
        cls=isinstance(self,MLPClassifier)
        a,b=train_test_split(np.arange(len(X)),test_size=.15,random_state=self.random_state,stratify=y if cls else None)
        if not cls: self.m,self.s=y[a].mean(),y[a].std(); t=(y-self.m)/self.s
        else: t=y
        X=torch.tensor(X,dtype=torch.float32); t=torch.tensor(t,dtype=torch.int64 if cls else torch.float32)
        g=torch.Generator().manual_seed(self.random_state)
        net=module.MLP(X.shape[1],int(t.max())+1 if cls else 1,self.hidden_layers,self.width,self.activation,self.dropout,self.batch_norm,g)
        module.initialise(net,g)
        loss=torch.nn.functional.cross_entropy if cls else (lambda o,t:torch.nn.functional.mse_loss(o[:,0],t))
        n=len(a)
        bs=self.bs or min(256,max(32,2**round(np.log2(n/40))))
        self.h,self.best_step_=loop.train(net,loss,lambda v:v,(X[a],t[a]),(X[b],t[b]),loop.Plan(self.lr,self.wd,bs,self.max_epochs,self.patience,self.schedule),g,None)
        self.n_iter_=len(self.h); self.net=net.eval(); return self
    def out(self,X):
        import torch
        with torch.no_grad(): return self.net(torch.tensor(X,dtype=torch.float32))
class MLPClassifier(Net):
    def predict_proba(self,X): return self.out(X).softmax(1).numpy()
    def predict(self,X): return self.out(X).argmax(1).numpy()
class MLPRegressor(Net):
    def predict(self,X): return self.out(X)[:,0].numpy()*self.s+self.m
